import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Choice } from '../../../shared/ui/field'
import { Loaded, Trouble } from '../../../shared/ui/state'
import { assignUnmappedSales } from '../api/assign-unmapped-sales'
import { unmappedQuery, type Unmapped } from '../api/list-unmapped-sales'

/** Sales of which nobody knows where they were: they are in no forecast until the vendor says. */
export function UnmappedSales() {
  const say = useSay()
  const unmapped = useQuery(unmappedQuery)
  return (
    <section className="tight">
      <h2>{say('unmapped.title')}</h2>
      <Loaded query={unmapped}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">{say('unmapped.none')}</p>
          ) : (
            <ul className="list">
              {all.map((u) => (
                <Line key={u.date + u.location} sales={u} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function Line({ sales }: { sales: Unmapped }) {
  const say = useSay()
  const { day, money } = useFormats()
  const currency = useCurrency()
  const queries = useQueryClient()
  const { data: venues = [] } = useQuery(venuesQuery)
  const assign = useMutation({
    mutationFn: (venue: string) => assignUnmappedSales({ date: sales.date, location: sales.location, venue }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['unmapped'] }),
  })
  return (
    <li className="tight">
      <div className="line">
        <span>
          <strong>{day(sales.date)}</strong>
          <span className="soft small">
            {sales.locationName} · {say('unmapped.orders', { n: sales.orders })}
          </span>
        </span>
        <span className="num">{money(sales.revenue, currency)}</span>
      </div>
      <Choice label={say('unmapped.where')} value={assign.variables ?? ''} disabled={assign.isPending || assign.isSuccess} onChange={(e) => assign.mutate(e.target.value)}>
        <option value="" disabled>
          {say('review.choose')}
        </option>
        {venues.map((v) => (
          <option key={v.id} value={v.id}>
            {v.name}
          </option>
        ))}
        <option value="none">{say('unmapped.noMarket')}</option>
      </Choice>
      {assign.isSuccess && <p className="good small">{say('unmapped.assigned')}</p>}
      {assign.error && <Trouble error={assign.error} />}
    </li>
  )
}
