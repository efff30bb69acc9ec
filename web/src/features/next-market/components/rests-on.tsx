import { useQuery } from '@tanstack/react-query'
import { Suspense, use } from 'react'
import { Link } from 'wouter'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { vendorQuery } from '../../../shared/api/requests/get-vendor'
import { useFormats } from '../../../shared/format/format'
import { useMessages, useSay, type Key } from '../../../shared/messages/messages'
import { useTold } from '../../../shared/messages/told'
import { Icon } from '../../../shared/ui/icons'

/** What the numbers rest on, and plainly what was missing. */
export function RestsOn({ list }: { list: List }) {
  const say = useSay()
  const { shortDay, ago } = useFormats()
  const r = list.restsOn
  const stale = r.eventSources.filter((s) => s.isFallback)
  return (
    <section className="tight" aria-label={say('next.restsOn')}>
      {list.method !== 'model' && (
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
        {r.conditions ? <Weather conditions={r.conditions} /> : <Placeless venue={list.venue} />}
        {[r.holiday, ...r.events].map(
          (name) =>
            name && (
              <li className="chip" key={name}>
                <Icon name="flag" />
                {name}
              </li>
            ),
        )}
        {stale.map((s) => (
          <li className="chip warn" key={s.name}>
            {say('next.staleEvents', { source: s.name, ago: s.at ? ago(Date.parse(s.at)) : '–' })}
          </li>
        ))}
      </ul>
      {list.notes.length > 0 && (
        <Suspense>
          <Notes list={list} />
        </Suspense>
      )}
      {r.conditions?.source === 'open-meteo' && (
        <p className="small soft no-print">
          <a href="https://open-meteo.com/">Weather data by Open-Meteo.com</a>
        </p>
      )}
    </section>
  )
}

// Without a place there is no weather: the way to say where it is.
function Placeless({ venue }: { venue: string }) {
  const say = useSay()
  return (
    <li className="chip warn">
      <Link href={`/venues/${venue}`}>{say('next.noWeather')}</Link>
    </li>
  )
}

// Their words come a moment after the first view.
function Notes({ list }: { list: List }) {
  use(useMessages().whole)
  const told = useTold()
  return list.notes.map((note) => (
    <p className="note small" key={note.kind}>
      {told('note', note)}
    </p>
  ))
}

type Conditions = NonNullable<List['restsOn']['conditions']>

// The weather of the selling hours, in the units of the vendor; what is no fresh
// forecast is called so.
function Weather({ conditions: c }: { conditions: Conditions }) {
  const say = useSay()
  const { number, percent, ago } = useFormats()
  const { data: vendor } = useQuery(vendorQuery)
  const warm = c.tempC === undefined ? '' : vendor?.units === 'metric' ? `${number(c.tempC)} °C` : `${number((c.tempC * 9) / 5 + 32)} °F`
  const rain = c.rainChance === undefined ? '' : say('next.rain', { share: percent(c.rainChance) })
  const why: Key | undefined = c.source === 'average' ? 'weather.average' : c.source === 'neutral' ? 'weather.neutral' : undefined
  const age = c.isFallback && c.at ? ago(Date.parse(c.at)) : ''
  return (
    <li className={c.isFallback ? 'chip warn' : 'chip'}>
      <Icon name="sun" />
      <span>
        {c.isFallback && <strong>{say('next.fallback')} </strong>}
        {[why ? say(why) : say(sky(c.code)), warm, rain, age].filter(Boolean).join(' · ')}
      </span>
    </li>
  )
}

// What a WMO code (table 4677, as Open-Meteo uses it) looks like from a stall.
function sky(code: number): Key {
  if (code < 0) return 'weather.unknown'
  if (code <= 1) return 'weather.clear'
  if (code <= 3) return 'weather.clouds'
  if (code <= 48) return 'weather.fog'
  if (code <= 57) return 'weather.drizzle'
  if (code <= 67 || (code >= 80 && code <= 82)) return 'weather.rain'
  if (code <= 77 || code === 85 || code === 86) return 'weather.snow'
  return 'weather.storm'
}
