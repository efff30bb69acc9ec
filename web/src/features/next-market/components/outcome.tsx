import type { List } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useSay, type Key } from '../../../shared/messages/messages'
import type { Outcome as Answer } from '../api/what-if'

interface Props {
  /** The list as it is. */
  list: List
  outcome: Answer
  currency: string
}

/** What would become of the day: its sums, and the products that would change. */
export function Outcome({ list, outcome, currency }: Props) {
  const say = useSay()
  const f = useFormats()
  const { before, list: then } = outcome
  const after = then.totals
  const cash = (n: number | undefined) => (n === undefined ? '–' : f.money(n, currency))
  const rows: [Key, string, string][] = [
    ['next.revenue', cash(before.expectedRevenue), cash(after.expectedRevenue)],
    ['next.profit', cash(before.expectedProfit), cash(after.expectedProfit)],
    ['next.units', f.number(before.units), f.number(after.units)],
    ['next.left', f.number(before.expectedLeft), f.number(after.expectedLeft)],
  ]
  const changed = then.items
    .map((i) => ({ name: i.name, product: i.product, then: i.bring, now: list.items.find((k) => k.product === i.product)?.bring ?? 0 }))
    .filter((i) => i.then !== i.now)
    .sort((a, b) => Math.abs(b.then - b.now) - Math.abs(a.then - a.now))
  return (
    <section className="stack" aria-live="polite">
      <p className={`note ${after.verdict === 'go' ? 'good' : after.verdict === 'stay' ? 'bad' : ''}`}>
        <strong>{say(`next.verdict.${after.verdict}`)}</strong>
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <th className="n">{say('whatIf.now')}</th>
            <th className="n">{say('whatIf.then')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, now, next]) => (
            <tr key={key}>
              <th scope="row">{say(key)}</th>
              <td className="n num">{now}</td>
              <td className="n num">{next}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{say('whatIf.changed')}</h2>
      {changed.length === 0 && <p className="soft">{say('whatIf.nothing')}</p>}
      <ul className="list">
        {changed.map((i) => (
          <li key={i.product} className="line">
            <strong>{i.name}</strong>
            <span className="num">
              {f.number(i.now)} → {f.number(i.then)}
            </span>
            <span className={`chip ${i.then > i.now ? 'good' : 'warn'}`}>{f.signed(i.then - i.now)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
