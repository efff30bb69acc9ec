import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listQuery, type List } from '../../shared/api/requests/get-recommendations'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { add, useOutbox } from '../../shared/offline/outbox'
import { withOwnNumbers } from '../../shared/offline/own-numbers'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { Products, Rows } from './components/rows'
import { Share } from './components/share'
import { equipmentOf, newest, packed, productsOf, type Thing } from './things'

/** What to put into the van, ticked off with one thumb; it works without a network. */
export default function PackingPage({ params }: { params: Record<string, string | undefined> }) {
  const list = useQuery(listQuery(params.date ?? '', params.venue ?? ''))
  return <Loaded query={list}>{(l) => <Packing list={l} />}</Loaded>
}

function Packing({ list }: { list: List }) {
  const say = useSay()
  const f = useFormats()
  const outbox = useOutbox()
  const { data: vendor } = useQuery(vendorQuery)
  // What waits here is newer than what the API knows.
  const mine = outbox.flatMap((e) => (e.kind === 'packed' && e.body.date === list.date && e.body.venue === list.venue ? [e.body.tick] : []))
  const ticks = newest([...(list.packed ?? []), ...mine])
  const products = productsOf(withOwnNumbers(list, outbox).items)
  const equipment = equipmentOf(list.equipment, (piece) => say(`pack.gear.${piece}`))
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
  const all = [...products, ...equipment]
  const done = all.filter((t) => packed(t, ticks)).length
  return (
    <div className={all.length > 40 ? 'stack sheet dense' : 'stack sheet'}>
      <Title over={`${f.longDay(list.date)} · ${f.clock(list.opens)} – ${f.clock(list.closes)}`}>{`${say('pack.title')}: ${list.venueName}`}</Title>
      <progress className="no-print" aria-label={say('pack.done', { done, all: all.length })} value={done} max={all.length} />
      {done === all.length && <p className="note good no-print">{say('pack.all')}</p>}
      <Products things={products} ticks={ticks} onTick={tick} units={vendor?.units} />
      <Rows title={say('pack.equipment')} things={equipment} ticks={ticks} onTick={tick} />
      <p className="small no-print">
        <Link href={`/venues/${list.venue}`}>{say('pack.changeEquipment')}</Link>
      </p>
      <Share list={list} />
      <Link className="button no-print" href={`/market/${list.date}/${list.venue}`}>
        {say('pack.back')}
      </Link>
    </div>
  )
}
