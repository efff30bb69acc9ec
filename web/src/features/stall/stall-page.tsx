import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { marketDaysQuery, type MarketDay } from '../../shared/api/requests/list-market-days'
import { addDays, today } from '../../shared/format/days'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { Stall } from './components/stall'

/** What sold out, noted with one tap while customers wait. */
export default function StallPage({ params }: { params: Record<string, string | undefined> }) {
  const now = today()
  const days = useQuery(marketDaysQuery(addDays(now, -7), addDays(now, 21)))
  return (
    <Loaded query={days}>
      {(all) => {
        const going = all.filter((d) => d.status === 'planned')
        const chosen = params.date ? going.find((d) => d.date === params.date && d.venue === params.venue) : going.find((d) => d.date === now)
        if (!chosen) return <NoMarket days={going} now={now} />
        return <Stall key={chosen.date + chosen.venue} day={chosen} others={going.filter((d) => d.date === chosen.date && d !== chosen)} />
      }}
    </Loaded>
  )
}

function NoMarket({ days, now }: { days: MarketDay[]; now: string }) {
  const say = useSay()
  const { longDay } = useFormats()
  const next = days.find((d) => d.date > now)
  const last = days.findLast((d) => d.date < now)
  return (
    <div className="stack">
      <Title>{say('stall.title')}</Title>
      <Empty
        icon="stall"
        title={say('stall.none')}
        action={
          <>
            {next && (
              <Link className="button main" href={`/market/${next.date}/${next.venue}`}>
                {say('stall.next', { day: longDay(next.date), venue: next.venueName })}
              </Link>
            )}
            {last && (
              <Link className="button" href={`/stall/${last.date}/${last.venue}`}>
                {say('stall.last', { day: longDay(last.date), venue: last.venueName })}
              </Link>
            )}
          </>
        }
      >
        {say('stall.noneHint')}
      </Empty>
    </div>
  )
}
