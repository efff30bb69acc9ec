import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Schema } from '../../../shared/api/http'
import { productsQuery } from '../../../shared/api/requests/list-products'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { useSay } from '../../../shared/messages/messages'
import { Combo } from '../../../shared/ui/combo'
import { Choice } from '../../../shared/ui/field'
import { Loaded } from '../../../shared/ui/state'
import { seasonQuery } from '../api/get-seasons'
import { YearChart, type Week } from './year-chart'

/** When what runs: weeks of two years, of a product and a market. */
export default function Seasons() {
  const say = useSay()
  const [venue, setVenue] = useState('')
  const [product, setProduct] = useState('all')
  const { data: venues = [] } = useQuery(venuesQuery)
  const { data: products = [] } = useQuery(productsQuery)
  const chosen = product === 'all' ? '' : product
  const series = useQuery(seasonQuery(chosen, venue))
  const options = useMemo(
    () => [{ id: 'all', text: say('insights.allProducts') }, ...products.filter((p) => !p.sameAs).map((p) => ({ id: p.id, text: p.name }))],
    [products, say],
  )
  return (
    <>
      <div className="two no-print">
        <Choice label={say('calendar.market')} value={venue} onChange={(e) => setVenue(e.target.value)}>
          <option value="">{say('insights.allMarkets')}</option>
          {venues.map((v) => (
            <option key={v.id} value={v.id}>
              {v.name}
            </option>
          ))}
        </Choice>
        {products.length > 0 && <Combo label={say('insights.product')} options={options} value={product} onChange={setProduct} />}
      </div>
      <Loaded query={series}>
        {(all) => {
          const weeks = weeksOf(all, chosen !== '')
          if (weeks.length < 3) return <p className="note">{say('insights.tooLittle')}</p>
          return <YearChart weeks={weeks} money={chosen === ''} label={say(chosen ? 'insights.unitsPerWeek' : 'insights.salesPerWeek')} />
        }}
      </Loaded>
    </>
  )
}

function weeksOf(series: Schema['Series'][], units: boolean): Week[] {
  const by = new Map<string, Week>()
  for (const w of series.flatMap((s) => s.weeks)) {
    const known = by.get(w.monday) ?? { monday: w.monday, value: 0, soldOut: false }
    by.set(w.monday, { ...known, value: known.value + (units ? w.units : w.revenue), soldOut: known.soldOut || (units && w.sellOuts > 0) })
  }
  return [...by.values()].sort((a, b) => a.monday.localeCompare(b.monday))
}
