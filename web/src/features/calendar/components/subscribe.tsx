import { useState } from 'react'
import { useSay } from '../../../shared/messages/messages'
import { Trouble } from '../../../shared/ui/state'
import { useShareCalendar, useUnshareCalendar } from '../api/share-calendar'

/** An address at which a phone's own calendar reads the market days. */
export function Subscribe() {
  const say = useSay()
  const share = useShareCalendar()
  const end = useUnshareCalendar()
  const [copied, setCopied] = useState(false)
  const address = share.data && location.origin + share.data.path
  return (
    <details>
      <summary className="button">{say('subscribe.title')}</summary>
      <div className="card stack">
        <p className="soft">{say('subscribe.hint')}</p>
        {address && !end.isSuccess ? (
          <>
            <a className="button main" href={address.replace(/^https?:/, 'webcal:')}>
              {say('subscribe.open')}
            </a>
            <p className="row">
              <code className="link">{address}</code>
              <button className="button" onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}>
                {say(copied ? 'pack.copied' : 'pack.copy')}
              </button>
            </p>
          </>
        ) : (
          <button
            className="button main"
            disabled={share.isPending}
            onClick={() => {
              end.reset()
              share.mutate(undefined, { onSuccess: () => setCopied(false) })
            }}
          >
            {say(share.isPending ? 'state.sending' : 'subscribe.make')}
          </button>
        )}
        {share.error && <Trouble error={share.error} />}
        <button className="button quiet" disabled={end.isPending} onClick={() => end.mutate()}>
          {say('subscribe.end')}
        </button>
        {end.isSuccess && <p className="note good">{say('subscribe.ended')}</p>}
        {end.error && <Trouble error={end.error} />}
      </div>
    </details>
  )
}
