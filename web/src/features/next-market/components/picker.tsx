import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listsQuery } from '../../../shared/api/requests/list-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'

/** The market days that have lists, as a row of days to tap. */
export function Picker({ date, venue }: { date: string; venue: string }) {
  const say = useSay()
  const f = useFormats()
  const { data: lists = [] } = useQuery(listsQuery())
  if (lists.length < 2) return null
  return (
    <nav className="days no-print" aria-label={say('next.days')}>
      <ul>
        {lists.map((l) => (
          <li key={l.date + l.venue}>
            <Link href={`/market/${l.date}/${l.venue}`} aria-current={l.date === date && l.venue === venue ? 'page' : undefined}>
              <strong>{f.day(l.date)}</strong>
              <span>{l.venueName}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
