import { useQuery } from '@tanstack/react-query'
import { reportQuery } from '../../shared/api/requests/get-feedback'
import { listQuery } from '../../shared/api/requests/get-recommendations'
import { productsQuery } from '../../shared/api/requests/list-products'
import { salesQuery } from '../../shared/api/requests/list-sales'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { useOutbox } from '../../shared/offline/outbox'
import { Loaded, Waiting } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { ReportForm } from './components/report-form'
import { readDraft } from './draft'
import { rowsOf } from './rows'

/** How a market day went: brought, sold, left, thrown away. */
export default function ReportPage({ params }: { params: Record<string, string | undefined> }) {
  const { date = '', venue = '' } = params
  const say = useSay()
  const { longDay } = useFormats()
  const venues = useQuery(venuesQuery)
  const name = venues.data?.find((v) => v.id === venue)?.name
  return (
    <div className="stack">
      <Title over={longDay(date)}>{name ?? say('review.title')}</Title>
      <Form key={date + venue} date={date} venue={venue} name={name ?? ''} />
    </div>
  )
}

function Form({ date, venue, name }: { date: string; venue: string; name: string }) {
  const products = useQuery(productsQuery)
  const list = useQuery({ ...listQuery(date, venue), retry: false })
  const report = useQuery(reportQuery(date, venue))
  const sales = useQuery(salesQuery(date, date, venue))
  const outbox = useOutbox()
  const mine = outbox.findLast((e) => e.kind === 'report' && e.body.date === date && e.body.venue === venue)
  // The form starts from what is known, and anew if a newer report arrives. What was
  // typed meanwhile stays, with the report that it changes: who sends it is asked then.
  if (list.isPending || report.isPending || sales.isPending) return <Waiting />
  const waits = mine?.kind === 'report' ? mine.body : undefined
  return (
    <Loaded query={products}>
      {(all) => {
        const told = waits ?? report.data ?? undefined
        const sold = sales.data?.find((d) => d.date === date && d.venue === venue)
        const noted = outbox.flatMap((e) => (e.kind === 'sellOut' && e.body.date === date && e.body.venue === venue ? [e.body] : []))
        const basis = (waits && mine?.kind === 'report' ? mine.basis : report.data?.at) ?? ''
        const start = readDraft(date, venue) ?? { basis, rows: rowsOf({ list: list.data, report: told, sales: sold, products: all, noted }), rating: told?.rating ?? 0, note: told?.note ?? '' }
        return <ReportForm key={report.data?.at} date={date} venue={venue} venueName={name} start={start} products={all} />
      }}
    </Loaded>
  )
}
