import { lazy, Suspense, useState } from 'react'
import type { Item, List } from '../../../shared/api/requests/get-recommendations'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useMessages } from '../../../shared/messages/messages'
import { Icon } from '../../../shared/ui/icons'
import { Reasons } from './reasons'

const Override = lazy(() => import('./override'))

/** Why this number, the days most like it, what it should earn, and the way to set another. */
export function ItemDetails({ list, item }: { list: List; item: Item }) {
  const { say } = useMessages()
  const f = useFormats()
  const currency = useCurrency()
  const [setting, setSetting] = useState(false)
  const days = item.comparable.slice(0, 4)
  return (
    <div className="details stack">
      <div className="spread">
        <button className="button main" onClick={() => setSetting(true)}>
          <Icon name="pencil" /> {say('next.override')}
        </button>
        {item.override?.reason && <p className="soft">“{item.override.reason}”</p>}
      </div>
      <Reasons item={item} />
      {days.length > 0 && (
        <div className="tight">
          <h3>{say('next.comparable')}</h3>
          <ul className="comparable">
            {days.map((d) => (
              <li key={d.date}>
                <span className="num">{f.number(d.units, 1)}</span>
                <span className="small">{f.shortDay(d.date)}</span>
                {d.soldOut && <span className="small bad">{say('next.soldOut')}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl className="facts">
        <div>
          <dt>{say('next.revenue')}</dt>
          <dd>{item.price === undefined ? '–' : f.money(item.expectedRevenue, currency)}</dd>
        </div>
        <div>
          <dt>{say('next.price')}</dt>
          <dd>{item.price === undefined ? '–' : f.money(item.price, currency, true)}</dd>
        </div>
        <div>
          <dt>{say('next.sellOutChance')}</dt>
          <dd>{f.percent(item.sellOutChance)}</dd>
        </div>
        <div>
          <dt>{say('next.confidence')}</dt>
          <dd>{f.percent(item.confidence)}</dd>
        </div>
      </dl>
      {setting && (
        <Suspense>
          <Override list={list} item={item} onClose={() => setSetting(false)} />
        </Suspense>
      )}
    </div>
  )
}
