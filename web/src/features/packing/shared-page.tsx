import { useQuery } from '@tanstack/react-query'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { sharedListQuery } from './api/get-shared-list'
import { Products, Rows } from './components/rows'
import { equipmentOf, newest, productsOf } from './things'

/** A packing list for whoever has its link: to be read, not ticked. */
export default function SharedPage({ params }: { params: Record<string, string | undefined> }) {
  const say = useSay()
  const f = useFormats()
  const list = useQuery(sharedListQuery(params.token ?? ''))
  return (
    <Loaded query={list}>
      {(l) => {
        const ticks = newest(l.packed)
        return (
          <div className="stack sheet">
            <Title over={`${f.longDay(l.date)} · ${f.clock(l.opens)} – ${f.clock(l.closes)}`}>{l.venueName}</Title>
            <Products things={productsOf(l.items)} ticks={ticks} />
            <Rows title={say('pack.equipment')} things={equipmentOf(l.equipment, (piece) => say(`pack.gear.${piece}`))} ticks={ticks} />
          </div>
        )
      }}
    </Loaded>
  )
}
