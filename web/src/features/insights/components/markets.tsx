import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Schema } from '../../../shared/api/http'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useSay, type Key } from '../../../shared/messages/messages'
import { Choice } from '../../../shared/ui/field'
import { Loaded } from '../../../shared/ui/state'
import { comparisonQuery } from '../api/compare-venues'

type Venue = Schema['CompareVenuesOutputBody']['venues'][number]

// By what markets are compared, and whether it is money.
const measures = [
  ['perDay', 'insights.perDay', 'money'],
  ['perHour', 'insights.perHour', 'money'],
  ['profit', 'insights.profit', 'money'],
  ['revenue', 'insights.revenue', 'money'],
  ['sellOutRate', 'insights.sellOutRate', 'share'],
  ['wasteCost', 'insights.wasteCost', 'money'],
] as const satisfies readonly (readonly [keyof Venue, Key, 'money' | 'share'])[]

/** Which market pays: side by side by one measure, and all of them for each. */
export function Markets() {
  const say = useSay()
  const venues = useQuery(comparisonQuery)
  const [by, setBy] = useState(0)
  const measure = measures[by] ?? measures[0]
  return (
    <>
      <Choice label={say('insights.compareBy')} value={by} onChange={(e) => setBy(Number(e.target.value))}>
        {measures.map(([name, key], i) => (
          <option key={name} value={i}>
            {say(key)}
          </option>
        ))}
      </Choice>
      <Loaded query={venues}>
        {(all) =>
          all.length === 0 ? (
            <p className="note">{say('insights.emptyHint')}</p>
          ) : (
            <ul className="stack">
              {[...all]
                .sort((a, b) => (b[measure[0]] ?? -Infinity) - (a[measure[0]] ?? -Infinity))
                .map((v) => (
                  <Market key={v.venue} venue={v} measure={measure} most={Math.max(...all.map((o) => o[measure[0]] ?? 0), 0.001)} />
                ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function Market({ venue: v, measure, most }: { venue: Venue; measure: (typeof measures)[number]; most: number }) {
  const say = useSay()
  const f = useFormats()
  const currency = useCurrency()
  const id = useId()
  const text = (value: number | undefined, kind: 'money' | 'share') => (value === undefined ? '–' : kind === 'money' ? f.money(value, currency) : f.percent(value))
  const [field, , kind] = measure
  return (
    <li className="card stack" aria-labelledby={id}>
      <div className="tight">
        <div className="spread">
          <h2 id={id}>{v.venueName}</h2>
          <span className="num">{text(v[field], kind)}</span>
        </div>
        <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect width={(100 * Math.max(v[field] ?? 0, 0)) / most} height="6" fill="#17472a" />
        </svg>
        <p className="soft small">
          {say('insights.marketDays', { n: v.marketDays })}
          {v.trend !== undefined && ` · ${say('insights.trend', { share: `${v.trend > 0 ? '+' : ''}${f.percent(v.trend)}` })}`}
        </p>
      </div>
      <dl className="facts">
        {measures
          .filter(([name]) => name !== field)
          .map(([name, key, k]) => (
            <div key={name}>
              <dt>{say(key)}</dt>
              <dd>{text(v[name], k)}</dd>
            </div>
          ))}
        <div>
          <dt>{say('insights.fees')}</dt>
          <dd>{f.money(v.fees, currency)}</dd>
        </div>
      </dl>
      <p className="small">
        <strong>{say('insights.best')}</strong> {v.best.map((p) => p.name).join(', ') || '–'}
        {v.worst.length > 0 && (
          <>
            <br />
            <strong>{say('insights.worst')}</strong> {v.worst.map((p) => p.name).join(', ')}
          </>
        )}
      </p>
    </li>
  )
}
