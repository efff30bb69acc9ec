import { scaleLinear, scaleUtc } from 'd3-scale'
import { curveMonotoneX, line } from 'd3-shape'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useMessages } from '../../../shared/messages/messages'

export interface Week {
  /** First day of the week, YYYY-MM-DD. */
  monday: string
  value: number
  soldOut: boolean
}

const width = 640
const height = 280
const left = 76
const bottom = 28
const year = 364 * 86_400_000 // ms in 52 weeks

interface Point {
  x: number
  value: number
  soldOut: boolean
}

/** The weeks of the last year as dots and a line, and the year before behind it: plain SVG, so that it prints sharp. */
export function YearChart({ weeks, money, label }: { weeks: Week[]; money: boolean; label: string }) {
  const { locale, say } = useMessages()
  const f = useFormats()
  const currency = useCurrency()
  const all = weeks.map((w): Point => ({ x: Date.parse(`${w.monday}T00:00Z`), value: w.value, soldOut: w.soldOut }))
  const end = Math.max(...all.map((p) => p.x))
  const now = all.filter((p) => p.x > end - year)
  const before = all.filter((p) => p.x <= end - year && p.x > end - 2 * year).map((p) => ({ ...p, x: p.x + year }))
  const x = scaleUtc([end - year, end], [left + 6, width - 8])
  const y = scaleLinear([0, Math.max(...all.map((p) => p.value), 1)], [height - bottom, 12]).nice(4)
  const draw = line<Point>((p) => x(p.x), (p) => y(p.value)).curve(curveMonotoneX)
  const text = (v: number) => (money ? f.money(v, currency) : f.number(v, 1))
  const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${text(Math.min(...now.map((p) => p.value)))} – ${text(Math.max(...now.map((p) => p.value)))}`}>
        {y.ticks(4).map((v) => (
          <g key={v}>
            <line x1={left} x2={width} y1={y(v)} y2={y(v)} stroke="#d9d6c5" />
            <text x={left - 8} y={y(v) + 5} textAnchor="end">
              {text(v)}
            </text>
          </g>
        ))}
        {x.ticks(6).map((d) => (
          <text key={d.getTime()} x={x(d)} y={height - 6} textAnchor="middle">
            {month.format(d)}
          </text>
        ))}
        <path d={draw(before) ?? ''} fill="none" stroke="#b9862a" strokeWidth="2" strokeDasharray="6 5" />
        <path d={draw(smooth(now)) ?? ''} fill="none" stroke="#17472a" strokeWidth="3" strokeLinejoin="round" />
        {now.map((p) => (
          <circle key={p.x} cx={x(p.x)} cy={y(p.value)} r="3.2" fill={p.soldOut ? '#9c1239' : '#7fae84'} />
        ))}
      </svg>
      <figcaption className="small soft legend">
        <span>
          <i className="now" /> {label}
        </span>
        {before.length > 1 && (
          <span>
            <i className="before" /> {say('insights.yearBefore')}
          </span>
        )}
        {now.some((p) => p.soldOut) && (
          <span>
            <i className="gone" /> {say('insights.redDots')}
          </span>
        )}
      </figcaption>
    </figure>
  )
}

// A line through every week would tell of the weather only.
function smooth(points: Point[]): Point[] {
  return points.map((p, i) => {
    const near = points.slice(Math.max(i - 2, 0), i + 3)
    return { ...p, value: near.reduce((sum, q) => sum + q.value, 0) / near.length }
  })
}
