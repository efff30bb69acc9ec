import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listQuery, type List } from '../../shared/api/requests/get-recommendations'
import { useFormats } from '../../shared/format/format'
import { useSay, type Key } from '../../shared/messages/messages'
import { add, useOutbox } from '../../shared/offline/outbox'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { newest, Rows, type Thing } from './components/rows'
import { Share } from './components/share'

/** What to put into the van, ticked off with one thumb; it works without a network. */
export default function PackingPage({ params }: { params: Record<string, string | undefined> }) {
  const list = useQuery(listQuery(params.date ?? '', params.venue ?? ''))
  return <Loaded query={list}>{(l) => <Packing list={l} />}</Loaded>
}

// Ticked by these names, so that a helper who reads another language ticks the same thing.
const gear = ['canopy', 'tables', 'signs', 'float', 'reader', 'bags', 'knife'] as const

function Packing({ list }: { list: List }) {
  const say = useSay()
  const f = useFormats()
  const outbox = useOutbox()
  // What waits here is newer than what the API knows.
  const mine = outbox.flatMap((e) => (e.kind === 'packed' && e.body.date === list.date && e.body.venue === list.venue ? [e.body.tick] : []))
  const ticks = newest([...(list.packed ?? []), ...mine])
  const products: Thing[] = list.items.filter((i) => i.bring > 0).map((i) => ({ about: { product: i.product }, name: i.name, units: i.bring, packSize: i.packSize }))
  const equipment: Thing[] = gear.map((g) => ({ about: { equipment: g }, name: say(`pack.gear.${g}` satisfies Key), units: 0, packSize: 1 }))
  const tick = (thing: Thing, done: boolean) => {
    const units = done ? Math.max(thing.units, 1) : 0
    const body = { date: list.date, venue: list.venue, tick: { ...thing.about, units, at: new Date().toISOString() } }
    void add(say(done ? 'pack.tick' : 'pack.untick', { name: thing.name }), { kind: 'packed', body })
  }
  if (products.length === 0) {
    return (
      <Empty icon="basket" title={say('pack.none')} action={<Link href={`/market/${list.date}/${list.venue}`}>{say('pack.back')}</Link>}>
        {say('pack.noneHint')}
      </Empty>
    )
  }
  return (
    <div className="stack">
      <Title over={`${f.longDay(list.date)} · ${f.clock(list.opens)} – ${f.clock(list.closes)}`}>{`${say('pack.title')}: ${list.venueName}`}</Title>
      <Share list={list} />
      <Rows title={say('pack.products')} things={products} ticks={ticks} onTick={tick} />
      <Rows title={say('pack.equipment')} things={equipment} ticks={ticks} onTick={tick} />
      <Link className="button no-print" href={`/market/${list.date}/${list.venue}`}>
        {say('pack.back')}
      </Link>
    </div>
  )
}
