import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api } from '../shared/api/http'
import { choose, languageNames, languages, useMessages, type Key, type Language } from '../shared/messages/messages'
import { useOutbox, remove } from '../shared/offline/outbox'
import { signedOut } from '../shared/session/session'
import { Dialog } from '../shared/ui/dialog'
import { Choice } from '../shared/ui/field'
import { Title } from '../shared/ui/title'

const places: { to: string; label: Key; hint: Key }[] = [
  { to: '/start', label: 'more.startTitle', hint: 'more.start' },
  { to: '/calendar', label: 'calendar.title', hint: 'more.calendar' },
  { to: '/venues', label: 'venues.title', hint: 'more.venues' },
  { to: '/products', label: 'products.title', hint: 'more.products' },
  { to: '/events', label: 'events.title', hint: 'more.events' },
  { to: '/insights', label: 'insights.title', hint: 'more.insights' },
  { to: '/connections', label: 'connections.title', hint: 'more.connections' },
  { to: '/settings', label: 'settings.title', hint: 'more.settings' },
  { to: '/outbox', label: 'outbox.title', hint: 'more.outbox' },
]

/** Everything that is neither market eve nor market day. */
export default function More() {
  const { say, language } = useMessages()
  return (
    <div className="stack">
      <Title>{say('more.title')}</Title>
      <ul className="list">
        {places.map((place) => (
          <li key={place.to}>
            <Link className="line" href={place.to}>
              <span>
                <strong>{say(place.label)}</strong>
                <span className="soft small">{say(place.hint)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Choice label={say('more.language')} value={language} onChange={(e) => choose(e.target.value as Language)}>
        {languages.map((l) => (
          <option key={l} value={l} lang={l}>
            {languageNames[l]}
          </option>
        ))}
      </Choice>
      <SignOut />
    </div>
  )
}

function SignOut() {
  const { say } = useMessages()
  const outbox = useOutbox()
  const [asking, setAsking] = useState(false)
  const leave = useMutation({
    mutationFn: async () => {
      // Without a network this device forgets at least; the session ends by itself.
      await api.POST('/api/v1/auth/logout').catch(() => undefined)
      await Promise.all(outbox.map((e) => remove(e.id)))
      signedOut()
    },
  })
  return (
    <>
      <button className="button" onClick={() => (outbox.length > 0 ? setAsking(true) : leave.mutate())}>
        {say('more.signOut')}
      </button>
      {asking && (
        <Dialog title={say('more.unsent', { n: outbox.length })} onClose={() => setAsking(false)}>
          <p>{say('more.unsentHint')}</p>
          <div className="row">
            <button className="button main" onClick={() => setAsking(false)}>
              {say('more.stay')}
            </button>
            <button className="button danger" onClick={() => leave.mutate()}>
              {say('more.leave')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
