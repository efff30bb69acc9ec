import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { marketDaysQuery } from '../../shared/api/requests/list-market-days'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Fresh } from '../../shared/ui/fresh'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { DayForm } from './components/day-form'

/** One market day: whether one goes, what is different then, and what is ordered beforehand. */
export default function DayPage({ params }: { params: Record<string, string | undefined> }) {
  const { date = '', venue = '' } = params
  const say = useSay()
  const f = useFormats()
  const vendor = useQuery(vendorQuery)
  const venues = useQuery(venuesQuery)
  return (
    <Fresh of={marketDaysQuery(date, date)}>
      {(days) => {
        const day = days.find((d) => d.venue === venue)
        if (!day) {
          return (
            <Empty icon="flag" title={say('day.gone')} action={<Link className="button main" href="/calendar">{say('calendar.title')}</Link>}>
              {f.longDay(date)}
            </Empty>
          )
        }
        return (
          <div className="stack">
            <Title over={f.longDay(date)}>{day.venueName}</Title>
            <Loaded query={vendor}>
              {(v) => <Loaded query={venues}>{(all) => <DayForm day={day} venue={all.find((n) => n.id === venue)} currency={v.currency} />}</Loaded>}
            </Loaded>
          </div>
        )
      }}
    </Fresh>
  )
}
