import { useQuery } from '@tanstack/react-query'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { sharedListQuery } from './api/get-shared-list'
import { newest, Rows } from './components/rows'

/** A packing list for whoever has its link: to be read, not ticked. */
export default function SharedPage({ params }: { params: Record<string, string | undefined> }) {
  const say = useSay()
  const f = useFormats()
  const list = useQuery(sharedListQuery(params.token ?? ''))
  return (
    <Loaded query={list}>
      {(l) => (
        <div className="stack">
          <Title over={`${f.longDay(l.date)} · ${f.clock(l.opens)} – ${f.clock(l.closes)}`}>{l.venueName}</Title>
          <Rows title={say('pack.products')} things={l.items.filter((i) => i.bring > 0).map((i) => ({ about: { product: i.product }, name: i.name, units: i.bring, packSize: i.packSize }))} ticks={newest(l.packed)} />
        </div>
      )}
    </Loaded>
  )
}
