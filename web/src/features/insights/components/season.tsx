import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { productsQuery } from '../../../shared/api/requests/list-products'
import { salesQuery, type SoldDay } from '../../../shared/api/requests/list-sales'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { addDays, today } from '../../../shared/format/days'
import { useSay } from '../../../shared/messages/messages'
import { Choice } from '../../../shared/ui/field'
import { Loaded } from '../../../shared/ui/state'
import { Chart, type Point } from './chart'

/** How a year went: units or money per market day, by product and market. */
export function Season() {
  const say = useSay()
  const to = today()
  const [venue, setVenue] = useState('')
  const [product, setProduct] = useState('')
  const sales = useQuery({ ...salesQuery(addDays(to, -364), to), meta: { keep: false } })
  const { data: venues = [] } = useQuery(venuesQuery)
  const { data: products = [] } = useQuery(productsQuery)
  return (
    <div className="stack">
      <div className="two no-print">
        <Choice label={say('calendar.market')} value={venue} onChange={(e) => setVenue(e.target.value)}>
          <option value="">{say('insights.allMarkets')}</option>
          {venues.map((v) => (
            <option key={v.id} value={v.id}>
              {v.name}
            </option>
          ))}
        </Choice>
        <Choice label={say('insights.product')} value={product} onChange={(e) => setProduct(e.target.value)}>
          <option value="">{say('insights.allProducts')}</option>
          {products.map((p) => (
            <option key={p.id} value={p.id}>
              {p.name}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={sales}>{(days) => <Year days={days} venue={venue} product={product} />}</Loaded>
    </div>
  )
}

function Year({ days, venue, product }: { days: SoldDay[]; venue: string; product: string }) {
  const say = useSay()
  const points = useMemo(() => pointsOf(days, venue, product), [days, venue, product])
  if (points.length < 2) return <p className="note">{say('insights.tooLittle')}</p>
  return <Chart points={points} money={!product} label={say(product ? 'insights.unitsPerDay' : 'insights.perDay')} />
}

function pointsOf(days: SoldDay[], venue: string, product: string): Point[] {
  return days
    .filter((d) => !venue || d.venue === venue)
    .map((d) => {
      const sold = d.products.find((p) => p.product === product)
      return { date: d.date, value: product ? (sold?.units ?? 0) : d.revenue, soldOut: sold?.soldOut ?? false }
    })
    .sort((a, b) => a.date.localeCompare(b.date))
}
