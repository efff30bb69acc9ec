import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listQuery } from '../../../shared/api/requests/get-recommendations'
import type { MarketDay } from '../../../shared/api/requests/list-market-days'
import { productsQuery } from '../../../shared/api/requests/list-products'
import { salesQuery } from '../../../shared/api/requests/list-sales'
import { clockNow, today } from '../../../shared/format/days'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { add, useOutbox } from '../../../shared/offline/outbox'
import { Loaded } from '../../../shared/ui/state'
import { Title } from '../../../shared/ui/title'
import './stall.css'

interface Row {
  product: string
  name: string
  bring?: number
}

/** The products of one market day, each with the button to say that it is gone. */
export function Stall({ day, others }: { day: MarketDay; others: MarketDay[] }) {
  const say = useSay()
  const f = useFormats()
  const products = useQuery(productsQuery)
  const { data: list } = useQuery({ ...listQuery(day.date, day.venue), retry: false })
  return (
    <div className="stack">
      <Title over={`${f.longDay(day.date)} · ${f.clock(day.opens)} – ${f.clock(day.closes)}`}>{day.venueName}</Title>
      {others.map((other) => (
        <Link key={other.venue} href={`/stall/${other.date}/${other.venue}`}>
          {say('stall.other', { venue: other.venueName })}
        </Link>
      ))}
      <p className="soft">{say('stall.hint')}</p>
      <Loaded query={products}>
        {(all) => {
          const rows: Row[] = list?.items.filter((i) => i.bring > 0) ?? all.filter((p) => !p.archived && !p.sameAs).map((p) => ({ product: p.id, name: p.name }))
          return <Rows day={day} rows={rows} />
        }}
      </Loaded>
      <Link className="button" href={`/review/${day.date}/${day.venue}`}>
        {say('stall.review')}
      </Link>
    </div>
  )
}

function Rows({ day, rows }: { day: MarketDay; rows: Row[] }) {
  const { data: sold } = useQuery(salesQuery(day.date, day.date, day.venue))
  const outbox = useOutbox()
  // What waits here is newer than what the API knows.
  const gone = (product: string): string | undefined => {
    const mine = outbox.findLast((e) => e.kind === 'sellOut' && e.body.date === day.date && e.body.venue === day.venue && e.body.product === product)
    if (mine?.kind === 'sellOut') return mine.body.undo ? undefined : (mine.body.at ?? '')
    const known = sold?.find((d) => d.date === day.date && d.venue === day.venue)?.products.find((p) => p.product === product)
    return known?.soldOut ? (known.soldOutAt ?? '') : undefined
  }
  return (
    <ul className="gone">
      {rows.map((row) => (
        <SellOut key={row.product} day={day} row={row} at={gone(row.product)} />
      ))}
    </ul>
  )
}

function SellOut({ day, row, at }: { day: MarketDay; row: Row; at: string | undefined }) {
  const say = useSay()
  const { clock, number } = useFormats()
  const note = (undo: boolean) => {
    const time = day.date === today() ? { at: clockNow() } : {} // of another day, nobody knows when
    const body = { date: day.date, venue: day.venue, product: row.product, ...(undo ? { undo } : time) }
    void add(say(undo ? 'stall.undone' : 'stall.entry', { name: row.name, venue: day.venueName }), { kind: 'sellOut', body })
  }
  return (
    <li className={at === undefined ? '' : 'is-gone'}>
      <span>
        <strong>{row.name}</strong>
        {row.bring !== undefined && <span className="soft small">{say('stall.brought', { n: number(row.bring) })}</span>}
      </span>
      {at === undefined ? (
        <button className="button" onClick={() => note(false)} aria-label={say('stall.markGone', { name: row.name })}>
          {say('stall.gone')}
        </button>
      ) : (
        <span className="when">
          <strong className="bad">
            {at ? say('stall.goneAt', { at: clock(at) }) : say('stall.isGone')}
          </strong>
          <button className="button quiet" onClick={() => note(true)} aria-label={say('stall.undoOf', { name: row.name })}>
            {say('stall.undo')}
          </button>
        </span>
      )}
    </li>
  )
}
