import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useCurrency, vendorQuery } from '../../shared/api/requests/get-vendor'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { useTold } from '../../shared/messages/told'
import { Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { dayQuery, type Day } from './api/review-market-day'

/** How a market day went: list against what was sold, what is left, what was missed, and what it taught. */
export default function DayPage({ params }: { params: Record<string, string | undefined> }) {
  const day = useQuery(dayQuery(params.date ?? '', params.venue ?? ''))
  return <Loaded query={day}>{(d) => <Went day={d} />}</Loaded>
}

function Went({ day }: { day: Day }) {
  const say = useSay()
  const told = useTold()
  const f = useFormats()
  const currency = useCurrency()
  return (
    <div className="stack">
      <Title over={f.longDay(day.date)}>{day.venueName}</Title>
      <Circumstances day={day} />
      <dl className="facts">
        <div>
          <dt>{say('went.sales')}</dt>
          <dd>{f.money(day.revenue, currency)}</dd>
        </div>
        <div>
          <dt>{say('went.fee')}</dt>
          <dd>{f.money(day.fee, currency)}</dd>
        </div>
        <div>
          <dt>{say('went.missed')}</dt>
          <dd>{f.money(day.lostRevenue, currency)}</dd>
        </div>
        {day.profit !== undefined && (
          <div>
            <dt>{say('went.profit')}</dt>
            <dd>{f.money(day.profit, currency)}</dd>
          </div>
        )}
        {day.wasteCost !== undefined && day.wasteCost > 0 && (
          <div>
            <dt>{say('went.waste')}</dt>
            <dd>{f.money(day.wasteCost, currency)}</dd>
          </div>
        )}
      </dl>
      {day.profit === undefined && day.revenue > 0 && (
        <p className="small">
          {say('went.noCosts')} <Link href="/products">{say('products.title')}</Link>
        </p>
      )}
      <section className="tight">
        <h2>{say('went.lessons')}</h2>
        {day.lessons.map((lesson) => (
          <p key={lesson.kind} className="note">
            {told('lesson', lesson)}
          </p>
        ))}
      </section>
      <Items day={day} />
      <Link className="button" href={`/review/${day.date}/${day.venue}`}>
        {say(day.reported ? 'went.change' : 'went.report')}
      </Link>
    </div>
  )
}

function Circumstances({ day }: { day: Day }) {
  const { number } = useFormats()
  const { data: vendor } = useQuery(vendorQuery)
  const metric = vendor?.units === 'metric'
  const w = day.weather
  const rain = w?.rainMm === undefined ? '' : metric ? `${number(w.rainMm, 1)} mm` : `${number(w.rainMm / 25.4, 2)} in`
  return (
    <ul className="chips">
      {w && <li className="chip">{[metric ? `${number(w.tempC)} °C` : `${number((w.tempC * 9) / 5 + 32)} °F`, rain].filter(Boolean).join(' · ')}</li>}
      {day.events.map((name) => (
        <li key={name} className="chip">
          {name}
        </li>
      ))}
    </ul>
  )
}

function Items({ day }: { day: Day }) {
  const say = useSay()
  const { number, clock } = useFormats()
  const n = (v: number | undefined) => (v === undefined ? '–' : number(v, 1))
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{say('insights.product')}</th>
            <th className="n">{say('went.list')}</th>
            <th className="n">{say('review.brought')}</th>
            <th className="n">{say('review.sold')}</th>
            <th className="n">{say('review.left')}</th>
          </tr>
        </thead>
        <tbody>
          {day.items.map((i) => (
            <tr key={i.product}>
              <td>
                <strong>{i.name}</strong>
                {i.soldOut && <span className="bad small">{` ${i.soldOutAt ? say('went.goneAt', { at: clock(i.soldOutAt) }) : say('next.soldOut')}`}</span>}
                {i.lostUnits > 0 && <span className="soft small">{` ${say('went.more', { n: number(i.lostUnits) })}`}</span>}
              </td>
              <td className="n num">{n(i.chosen ?? i.recommended)}</td>
              <td className="n num">{n(i.brought)}</td>
              <td className="n num">{n(i.sold)}</td>
              <td className="n num">{n(i.left)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
