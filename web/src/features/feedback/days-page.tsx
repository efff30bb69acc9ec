import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { marketDaysQuery } from '../../shared/api/requests/list-market-days'
import { addDays, today } from '../../shared/format/days'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { useOutbox } from '../../shared/offline/outbox'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { reportsQuery } from './api/list-feedback'

/** The last market days: which are told, which are not. */
export default function DaysPage() {
  const say = useSay()
  const f = useFormats()
  const to = today()
  const from = addDays(to, -28)
  const days = useQuery(marketDaysQuery(from, to))
  const { data: reports = [] } = useQuery(reportsQuery(from, to))
  const outbox = useOutbox()
  return (
    <div className="stack">
      <Title>{say('review.title')}</Title>
      <Loaded query={days}>
        {(all) => {
          const been = all.filter((d) => d.status === 'planned').reverse()
          if (been.length === 0) {
            return (
              <Empty icon="check" title={say('review.emptyTitle')} action={<Link className="button" href="/calendar">{say('next.toCalendar')}</Link>}>
                {say('review.emptyHint')}
              </Empty>
            )
          }
          return (
            <ul className="list">
              {been.map((d) => {
                const report = reports.find((r) => r.date === d.date && r.venue === d.venue)
                const waits = outbox.some((e) => e.kind === 'report' && e.body.date === d.date && e.body.venue === d.venue)
                const state = waits ? 'review.waits' : report ? 'review.told' : 'review.open'
                return (
                  <li key={d.date + d.venue}>
                    <Link className="line" href={report && !waits ? `/went/${d.date}/${d.venue}` : `/review/${d.date}/${d.venue}`}>
                      <span>
                        <strong>{d.venueName}</strong>
                        <span className="soft">{f.longDay(d.date)}</span>
                      </span>
                      <span className={`chip ${waits ? 'warn' : report ? 'good' : ''}`}>
                        {say(state)} {report && report.rating > 0 && `★ ${report.rating}`}
                      </span>
                    </Link>
                  </li>
                )
              })}
            </ul>
          )
        }}
      </Loaded>
      <Link className="button" href="/insights">
        {say('review.stats')}
      </Link>
    </div>
  )
}
