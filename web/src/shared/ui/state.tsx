import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem, Unreachable } from '../api/problem'
import { useSay, type Say } from '../messages/messages'
import { Icon, type IconName } from './icons'

export function Waiting() {
  const say = useSay()
  return (
    <div className="waiting" role="status">
      <span className="hidden">{say('state.loading')}</span>
      <i /> <i /> <i /> <i />
    </div>
  )
}

/** What is there to see while there is nothing: what it is for, and how to begin. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p className="soft">{children}</p>
      {action}
    </div>
  )
}

/** Something did not work: what, what to do now, and under which id we find it. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const say = useSay()
  return (
    <div className="note bad tight" role="alert">
      <p>{advice(say, error, Boolean(retry))}</p>
      {error instanceof Problem && error.correlation && (
        <p className="reference">
          {say('error.reference')} <code>{error.correlation}</code>
        </p>
      )}
      {retry && (
        <div>
          <button className="button" onClick={retry}>
            {say('error.retry')}
          </button>
        </div>
      )}
    </div>
  )
}

function advice(say: Say, error: unknown, read: boolean): string {
  if (error instanceof Unreachable) return say(read ? 'error.offline' : 'error.unsaved')
  if (!(error instanceof Problem)) return say('error.broken')
  if (error.status === 401) return say('error.expired')
  if (error.status === 403) return say('error.forbidden')
  if (error.status === 429) return say('error.tooMany')
  if (error.status >= 500) return say('error.ours')
  const fields = Object.values(error.fields).join('; ')
  return say('error.refused', { detail: [error.message, fields].filter(Boolean).join(': ') })
}

/** Shows what a query has got: its data even if they could not be renewed, for then the banner says how old they are. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error && !(query.error instanceof Unreachable) && <Trouble error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    )
  }
  if (query.error) return <Trouble error={query.error} retry={() => void query.refetch()} />
  return <Waiting />
}
