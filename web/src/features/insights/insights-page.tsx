import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Schema } from '../../shared/api/http'
import { useCurrency } from '../../shared/api/requests/get-vendor'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { useWeekdays } from '../../shared/format/weekdays'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { feedbackStatsQuery } from './api/get-feedback-stats'
import { salesStatsQuery } from './api/get-sales-stats'
import { Season } from './components/season'
import './components/insights.css'

/** How good the lists were, how the markets compare, and how the year goes. */
export default function InsightsPage() {
  const say = useSay()
  const feedback = useQuery(feedbackStatsQuery(90))
  const sales = useQuery(salesStatsQuery)
  return (
    <div className="stack">
      <Title>{say('insights.title')}</Title>
      <section className="tight">
        <h2>{say('insights.accuracy')}</h2>
        <Loaded query={feedback}>{(stats) => <Accuracy stats={stats} />}</Loaded>
      </section>
      <Loaded query={sales}>
        {(stats) =>
          stats.marketDays === 0 ? (
            <Empty icon="book" title={say('insights.emptyTitle')} action={<Link className="button main" href="/start">{say('start.sales')}</Link>}>
              {say('insights.emptyHint')}
            </Empty>
          ) : (
            <>
              <section className="tight">
                <h2>{say('insights.season')}</h2>
                <Season />
              </section>
              <Markets stats={stats} />
              <Products stats={stats} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}

type Feedback = Schema['GetFeedbackStatsOutputBody']

function Accuracy({ stats }: { stats: Feedback }) {
  const say = useSay()
  const { percent, number } = useFormats()
  if (stats.judged === 0) {
    return (
      <p className="note">
        {say('insights.notJudged')} <Link href="/review">{say('review.title')}</Link>
      </p>
    )
  }
  const better = stats.missed !== undefined && stats.lastWeekMissed !== undefined ? stats.lastWeekMissed - stats.missed : undefined
  return (
    <div className="stack">
      {better !== undefined && stats.missed !== undefined && stats.lastWeekMissed !== undefined && (
        <p className={`note ${better >= 0 ? 'good' : ''}`}>
          {say(better >= 0 ? 'insights.better' : 'insights.worse', { ours: percent(stats.missed), last: percent(stats.lastWeekMissed) })}
        </p>
      )}
      <dl className="facts">
        {(
          [
            ['insights.close', stats.accuracyRate],
            ['insights.inRange', stats.inRange],
            ['insights.tooMany', stats.overstockRate],
            ['insights.tooFew', stats.understockRate],
          ] as const
        ).map(([key, share]) => (
          <div key={key}>
            <dt>{say(key)}</dt>
            <dd>{share === undefined ? '–' : percent(share)}</dd>
          </div>
        ))}
        <div>
          <dt>{say('insights.thrown')}</dt>
          <dd>{number(stats.thrownAway)}</dd>
        </div>
      </dl>
      <p className="soft small">{say('insights.basis', { n: stats.judged, days: stats.marketDays })}</p>
    </div>
  )
}

type Stats = Schema['GetSalesStatsOutputBody']

function Markets({ stats }: { stats: Stats }) {
  const say = useSay()
  const { money } = useFormats()
  const currency = useCurrency()
  const weekday = useWeekdays()
  const most = Math.max(...stats.venues.map((v) => v.perDay), 1)
  return (
    <section className="tight">
      <h2>{say('insights.markets')}</h2>
      <table>
        <thead>
          <tr>
            <th>{say('calendar.market')}</th>
            <th className="n">{say('insights.days')}</th>
            <th className="n">{say('insights.perDay')}</th>
          </tr>
        </thead>
        <tbody>
          {stats.venues.map((v) => (
            <tr key={v.venue + v.weekday}>
              <td>
                <strong>{v.venueName}</strong> <span className="soft small">{weekday(v.weekday.slice(0, 3).toLowerCase())}</span>
                <Bar share={v.perDay / most} />
              </td>
              <td className="n num">{v.marketDays}</td>
              <td className="n num">{money(v.perDay, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Products({ stats }: { stats: Stats }) {
  const say = useSay()
  const { number } = useFormats()
  return (
    <section className="tight">
      <h2>{say('products.title')}</h2>
      <table>
        <thead>
          <tr>
            <th>{say('insights.product')}</th>
            <th className="n">{say('insights.unitsPerDay')}</th>
            <th className="n">{say('insights.soldOutDays')}</th>
          </tr>
        </thead>
        <tbody>
          {stats.products
            .filter((p) => p.product)
            .map((p) => (
              <tr key={p.product}>
                <td>{p.name}</td>
                <td className="n num">{number(p.unitsPerDay, 1)}</td>
                <td className="n num">{p.soldOutDays}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}

function Bar({ share }: { share: number }) {
  return (
    <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width={share * 100} height="6" fill="#17472a" />
    </svg>
  )
}
