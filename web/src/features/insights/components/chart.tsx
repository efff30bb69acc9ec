import { scaleLinear, scaleUtc } from 'd3-scale'
import { curveMonotoneX, line } from 'd3-shape'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useMessages } from '../../../shared/messages/messages'

export interface Point {
  date: string
  value: number
  soldOut: boolean
}

const width = 640
const height = 260
const left = 56
const bottom = 28
const window = 4 // market days to either side that are smoothed over

/** Market days as dots and their run as a line: plain SVG, so that it prints sharp. */
export function Chart({ points, money, label }: { points: Point[]; money: boolean; label: string }) {
  const { locale, say } = useMessages()
  const f = useFormats()
  const currency = useCurrency()
  const dates = points.map((p) => new Date(`${p.date}T00:00Z`))
  const x = scaleUtc([dates[0] ?? 0, dates.at(-1) ?? 1], [left, width - 8])
  const y = scaleLinear([0, Math.max(...points.map((p) => p.value), 1)], [height - bottom, 10]).nice(4)
  const smooth = points.map((_, i) => mean(points.slice(Math.max(i - window, 0), i + window + 1)))
  const path = line<number>((_, i) => x(dates[i] ?? 0), (v) => y(v)).curve(curveMonotoneX)(smooth) ?? ''
  const text = (v: number) => (money ? f.money(v, currency) : f.number(v, 1))
  const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const gone = points.some((p) => p.soldOut)
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${text(Math.min(...smooth))} – ${text(Math.max(...smooth))}`}>
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
        {points.map((p, i) => (
          <circle key={`${p.date} ${i}`} cx={x(dates[i] ?? 0)} cy={y(p.value)} r="3.2" fill={p.soldOut ? '#9c1239' : '#7fae84'} />
        ))}
        <path d={path} fill="none" stroke="#17472a" strokeWidth="3" strokeLinejoin="round" />
      </svg>
      <figcaption className="small soft">
        {label}. {gone && say('insights.redDots')}
      </figcaption>
    </figure>
  )
}

const mean = (points: Point[]): number => points.reduce((sum, p) => sum + p.value, 0) / points.length
