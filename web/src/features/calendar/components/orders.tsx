import { useQuery } from '@tanstack/react-query'
import { productsQuery } from '../../../shared/api/requests/list-products'
import { useSay } from '../../../shared/messages/messages'
import { Choice } from '../../../shared/ui/field'
import { Loaded } from '../../../shared/ui/state'
import { Stepper } from '../../../shared/ui/stepper'

interface Props {
  /** Units by the product's id; 0: no longer ordered. */
  orders: ReadonlyMap<string, number>
  onChange: (orders: Map<string, number>) => void
}

const most = 100_000 // as the API has it

/** What customers ordered for a market day: it is sold already, and comes on top of the list. */
export function Orders({ orders, onChange }: Props) {
  const say = useSay()
  const products = useQuery(productsQuery)
  const set = (product: string, units: number) => onChange(new Map(orders).set(product, units))
  return (
    <fieldset className="field stack">
      <legend>{say('day.orders')}</legend>
      <span className="hint">{say('day.ordersHint')}</span>
      <Loaded query={products}>
        {(known) => {
          const free = known.filter((p) => !p.archived && !orders.has(p.id))
          return (
            <>
              {[...orders].map(([product, units]) => (
                <Stepper key={product} label={known.find((p) => p.id === product)?.name ?? product} value={units} step={1} most={most} onChange={(n) => set(product, n)} />
              ))}
              {free.length > 0 && (
                <Choice label={say('day.addOrder')} value="" onChange={(e) => set(e.target.value, 1)}>
                  <option value="">{say('day.choose')}</option>
                  {free.map((p) => (
                    <option key={p.id} value={p.id}>
                      {p.name}
                    </option>
                  ))}
                </Choice>
              )}
            </>
          )
        }}
      </Loaded>
    </fieldset>
  )
}
