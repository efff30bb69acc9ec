import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useCurrency } from '../../shared/api/requests/get-vendor'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { useWeekdays } from '../../shared/format/weekdays'

/** Where the vendor sells. */
export default function VenuesPage() {
  const say = useSay()
  const { money, clock } = useFormats()
  const currency = useCurrency()
  const weekday = useWeekdays()
  const venues = useQuery(venuesQuery)
  return (
    <div className="stack">
      <Title>{say('venues.title')}</Title>
      <Link className="button main" href="/venues/new">
        {say('venues.add')}
      </Link>
      <Loaded query={venues}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="stall" title={say('venues.emptyTitle')}>
              {say('venues.emptyHint')}
            </Empty>
          ) : (
            <ul className="list">
              {all.map((v) => (
                <li key={v.id}>
                  <Link className="line" href={`/venues/${v.id}`}>
                    <span>
                      <strong>{v.name}</strong>
                      <span className="soft small">
                        {v.recurs ? v.recurs.weekdays.map((d) => weekday(d)).join(', ') : say('start.undated')} · {clock(v.opens)} – {clock(v.closes)}
                      </span>
                    </span>
                    {v.archived ? <span className="chip warn">{say('venues.archived')}</span> : v.fee !== undefined && <span className="num">{money(v.fee, currency)}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}
