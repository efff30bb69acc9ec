import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Loaded } from '../../../shared/ui/state'
import { accuracyQuery, type Accuracy as All, type Score } from '../api/get-accuracy'

/** How good the lists were, against what one would have brought without them. */
export function Accuracy() {
  const accuracy = useQuery(accuracyQuery)
  return <Loaded query={accuracy}>{(all) => (all.all.judged === 0 ? <NotJudged /> : <Judged all={all} />)}</Loaded>
}

function NotJudged() {
  const say = useSay()
  return (
    <p className="note">
      {say('insights.notJudged')} <Link href="/review">{say('review.title')}</Link>
    </p>
  )
}

function Judged({ all }: { all: All }) {
  const say = useSay()
  const { percent, number } = useFormats()
  const s = all.all
  return (
    <>
      <h2>{say('insights.accuracy')}</h2>
      <Verdict score={s} />
      <dl className="facts">
        {(
          [
            ['insights.close', s.accuracyRate],
            ['insights.inRange', s.inRange],
            ['insights.tooMany', s.overstockRate],
            ['insights.tooFew', s.understockRate],
          ] as const
        ).map(([key, share]) => (
          <div key={key}>
            <dt>{say(key)}</dt>
            <dd>{share === undefined ? '–' : percent(share)}</dd>
          </div>
        ))}
        <div>
          <dt>{say('insights.thrown')}</dt>
          <dd>{number(s.thrownAway)}</dd>
        </div>
        <div>
          <dt>{say('insights.stars')}</dt>
          <dd>{s.meanRating === undefined ? '–' : `★ ${number(s.meanRating, 1)}`}</dd>
        </div>
      </dl>
      <p className="soft small">{say('insights.basis', { n: s.judged, days: all.marketDays })}</p>
      <Missed title={say('insights.byMonth')} rows={all.months.map((m) => ({ ...m, name: m.name || m.id }))} months />
      <Missed title={say('venues.title')} rows={all.venues} />
      <Missed title={say('products.title')} rows={[...all.products].sort((a, b) => (b.missed ?? -1) - (a.missed ?? -1))} />
    </>
  )
}

// What it was worth: in misses, and in money where prices and costs are known.
function Verdict({ score }: { score: Score }) {
  const say = useSay()
  const { percent, money } = useFormats()
  const currency = useCurrency()
  const { missed, lastWeekMissed, money: cost } = score
  return (
    <>
      {missed !== undefined && lastWeekMissed !== undefined && (
        <p className={`note ${missed <= lastWeekMissed ? 'good' : ''}`}>
          {say(missed <= lastWeekMissed ? 'insights.better' : 'insights.worse', { ours: percent(missed), last: percent(lastWeekMissed) })}
        </p>
      )}
      {cost && cost.entries > 0 && (
        <p className={`note ${cost.list <= cost.lastWeek ? 'good' : ''}`}>{say('insights.cost', { ours: money(cost.list, currency), last: money(cost.lastWeek, currency), four: money(cost.lastFour, currency) })}</p>
      )}
    </>
  )
}

type Row = Score & { id: string; name: string }

// The share that was missed: ours as a bar, "same as last week" as a tick.
function Missed({ title, rows, months = false }: { title: string; rows: Row[]; months?: boolean }) {
  const say = useSay()
  const { percent, month } = useFormats()
  const scored = rows.filter((r) => r.missed !== undefined)
  if (scored.length === 0) return null
  const most = Math.min(Math.max(...scored.flatMap((r) => [r.missed ?? 0, r.lastWeekMissed ?? 0]), 0.01), 1)
  const bar = (share: number) => (100 * Math.min(share, most)) / most
  // Of what hardly sells, a miss of one unit is many times the sales.
  const text = (share: number) => (share > 2 ? `> ${percent(2)}` : percent(share))
  return (
    <section className="tight">
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <td />
            <th className="n">{say('insights.listMissed')}</th>
            <th className="n">{say('insights.lastWeekMissed')}</th>
          </tr>
        </thead>
        <tbody>
          {scored.map((r) => (
            <tr key={r.id}>
              <td>
                <strong>{months ? month(r.id) : r.name}</strong>
                <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={bar(r.missed ?? 0)} height="6" fill={(r.missed ?? 0) <= (r.lastWeekMissed ?? Infinity) ? '#17472a' : '#b9862a'} />
                  {r.lastWeekMissed !== undefined && <rect x={bar(r.lastWeekMissed) - 0.6} width="1.2" height="6" fill="#15200f" />}
                </svg>
              </td>
              <td className="n num">{text(r.missed ?? 0)}</td>
              <td className="n num">{r.lastWeekMissed === undefined ? '–' : text(r.lastWeekMissed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
