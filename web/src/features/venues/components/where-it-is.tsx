import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Venue } from '../../../shared/api/requests/list-venues'
import { useMessages } from '../../../shared/messages/messages'
import { Icon } from '../../../shared/ui/icons'
import { Field } from '../../../shared/ui/field'
import { Trouble } from '../../../shared/ui/state'
import { findPlaces, type Town } from '../api/find-places'

interface Props {
  venue: Venue | undefined
  /** What is wrong with a field. */
  text: (name: string) => string | undefined
}

interface Place {
  latitude: string
  longitude: string
  /** Empty: that of the venue stays. */
  timeZone: string
  /** What it is called, if that is known. */
  name: string
}

/**
 * Where a market is, for the weather: found by its town, or told by a phone that
 * stands there. Nobody knows degrees by heart, but who does may enter them. Fills the
 * form's latitude, longitude and timeZone.
 */
export function WhereItIs({ venue, text }: Props) {
  const { say } = useMessages()
  const at = venue?.place
  const [place, setPlace] = useState<Place>({ latitude: String(at?.latitude ?? ''), longitude: String(at?.longitude ?? ''), timeZone: '', name: '' })
  const [failed, setFailed] = useState(false)
  const known = place.latitude !== '' && place.longitude !== ''
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFailed(false)
        setPlace({ latitude: coords.latitude.toFixed(4), longitude: coords.longitude.toFixed(4), timeZone: '', name: '' })
      },
      () => setFailed(true),
    )
  return (
    <fieldset className="field stack">
      <legend>{say('venues.place')}</legend>
      <p className={known ? 'chip good' : 'chip warn'} role="status">
        <Icon name={known ? 'check' : 'sun'} />
        {known ? place.name || say('venues.placed', { latitude: place.latitude, longitude: place.longitude }) : say('venues.unplaced')}
      </p>
      <Search onFound={(t) => setPlace({ latitude: String(t.latitude), longitude: String(t.longitude), timeZone: t.timeZone, name: [t.name, t.region].filter(Boolean).join(', ') })} />
      <button type="button" className="button" onClick={here}>
        {say('venues.here')}
      </button>
      {failed && <span className="wrong">{say('venues.notHere')}</span>}
      <input type="hidden" name="timeZone" value={place.timeZone} />
      <details>
        <summary className="button quiet">{say('venues.inDegrees')}</summary>
        <div className="two">
          <Field label={say('venues.latitude')} name="latitude" value={place.latitude} onChange={(e) => setPlace({ ...place, latitude: e.target.value, name: '' })} wrong={text('latitude')} />
          <Field label={say('venues.longitude')} name="longitude" value={place.longitude} onChange={(e) => setPlace({ ...place, longitude: e.target.value, name: '' })} wrong={text('longitude')} />
        </div>
      </details>
    </fieldset>
  )
}

function Search({ onFound }: { onFound: (town: Town) => void }) {
  const { say, language } = useMessages()
  const [name, setName] = useState('')
  const search = useMutation({ mutationFn: findPlaces })
  const go = () => {
    if (name.trim().length > 1) search.mutate({ name: name.trim(), language })
  }
  return (
    <>
      <div className="search">
        <Field
          label={say('venues.town')}
          value={name}
          maxLength={100}
          placeholder={say('venues.townExample')}
          autoComplete="postal-code"
          onChange={(e) => setName(e.target.value)}
          onKeyDown={(e) => {
            // Enter looks for the town; it does not save the market.
            if (e.key !== 'Enter') return
            e.preventDefault()
            go()
          }}
        />
        <button type="button" className="button" disabled={search.isPending || name.trim().length < 2} onClick={go}>
          {say(search.isPending ? 'state.sending' : 'venues.find')}
        </button>
      </div>
      {search.error && <Trouble error={search.error} />}
      {search.data?.length === 0 && <span className="wrong">{say('venues.noTown')}</span>}
      {search.data && search.data.length > 0 && (
        <ul className="list" aria-label={say('venues.towns')}>
          {search.data.map((t) => (
            <li key={`${t.latitude} ${t.longitude}`}>
              <button
                type="button"
                className="line"
                onClick={() => {
                  onFound(t)
                  search.reset()
                  setName('')
                }}
              >
                <span>
                  <strong>{t.name}</strong>
                  <span className="soft small">{t.region}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
