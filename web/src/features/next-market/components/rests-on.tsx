import { useQuery } from '@tanstack/react-query'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { vendorQuery } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Icon } from '../../../shared/ui/icons'

/** What the numbers rest on, and plainly what was missing. */
export function RestsOn({ list }: { list: List }) {
  const say = useSay()
  const { shortDay } = useFormats()
  const r = list.restsOn
  const fallback = r.isFallback || list.method !== 'model'
  return (
    <section className="tight" aria-label={say('next.restsOn')}>
      {fallback && (
        <p className="note">
          <strong>{say('next.fallback')}</strong> {say(`next.method.${list.method}`)}
        </p>
      )}
      <ul className="chips">
        <li className="chip">
          <Icon name="book" />
          {say('next.marketDays', { n: r.marketDays })}
        </li>
        {r.lastSale && <li className="chip">{say('next.lastSale', { day: shortDay(r.lastSale) })}</li>}
        <li className={r.weather === 'none' ? 'chip warn' : 'chip'}>
          <Icon name="sun" />
          {r.weather === 'none' ? say('next.noWeather') : say('next.weather', { source: r.weather })}
        </li>
        {list.restsOn.conditions && <Weather conditions={list.restsOn.conditions} />}
        {r.holiday && (
          <li className="chip">
            <Icon name="flag" />
            {r.holiday}
          </li>
        )}
        {r.events.map((name) => (
          <li className="chip" key={name}>
            <Icon name="flag" />
            {name}
          </li>
        ))}
      </ul>
      {list.notes.map((note) => (
        <p className="note small" key={note}>
          {note}
        </p>
      ))}
    </section>
  )
}

// The weather of the selling hours, in the units of the vendor.
function Weather({ conditions: c }: { conditions: NonNullable<List['restsOn']['conditions']> }) {
  const say = useSay()
  const { number, percent } = useFormats()
  const { data: vendor } = useQuery(vendorQuery)
  const warm = c.tempC === undefined ? '' : vendor?.units === 'metric' ? `${number(c.tempC)} °C` : `${number((c.tempC * 9) / 5 + 32)} °F`
  const rain = c.rainChance === undefined ? '' : say('next.rain', { share: percent(c.rainChance) })
  return (
    <li className={c.isFallback ? 'chip warn' : 'chip'}>
      {[c.isFallback ? say('next.fallback') : '', warm, rain].filter(Boolean).join(' ')}
    </li>
  )
}
