import { useSyncExternalStore } from 'react'
import { Problem, Unreachable } from '../api/problem'
import type { components } from '../api/schema'

type Granted = components['schemas']['SessionOutputBody']

/** Who is signed in. */
export type Who = Pick<Granted, 'vendor' | 'user' | 'role'>

/** in: somebody is, as far as we know. expired: somebody was, and has to sign in again. */
export type Session = { state: 'in'; who: Who } | { state: 'expired'; who: Who } | { state: 'out' }

// Who is remembered beyond the page, so that it opens without a network. The access
// token lives here alone: no script of another page, no disk and no log ever sees it.
const remembered = 'marketprep.who'
let token: { value: string; until: number } | undefined
let session: Session = recall()
let renewing: Promise<void> | undefined
const listeners = new Set<() => void>()
const tabs = new BroadcastChannel('marketprep.session')

function recall(): Session {
  const text = localStorage.getItem(remembered)
  return text ? { state: 'in', who: JSON.parse(text) as Who } : { state: 'out' }
}

function become(next: Session): void {
  session = next
  if (next.state === 'out') localStorage.removeItem(remembered)
  else localStorage.setItem(remembered, JSON.stringify(next.who))
  listeners.forEach((listener) => listener())
}

type News = { granted: Granted; at: number } | 'out'

// Another tab has a new token, or has signed out.
tabs.onmessage = (event: MessageEvent<News>) => {
  if (event.data !== 'out') keep(event.data.granted, event.data.at)
  else forget()
}

function keep(granted: Granted, at: number): void {
  // Half a minute early, so that it does not run out on its way.
  token = { value: granted.accessToken, until: at + (granted.expiresIn - 30) * 1000 }
  const { vendor, user, role } = granted
  if (session.state !== 'in' || session.who.user !== user || session.who.role !== role) become({ state: 'in', who: { vendor, user, role } })
}

function forget(): void {
  token = undefined
  become({ state: 'out' })
}

/** Signs in with what the API granted, in all tabs. */
export function signedIn(granted: Granted): void {
  const at = Date.now()
  keep(granted, at)
  tabs.postMessage({ granted, at } satisfies News)
}

/** Signs out, in all tabs. */
export function signedOut(): void {
  forget()
  tabs.postMessage('out' satisfies News)
}

export const currentSession = (): Session => session

/** Calls listener whenever somebody comes or goes. Returns what ends that. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = (): Session => useSyncExternalStore(onSession, currentSession)

const good = (): boolean => token !== undefined && token.until > Date.now()

// One renewal at a time: in this tab by the promise, between tabs by the lock. Who
// waited for the lock finds the token that the other tab got and sent around.
function renew(send: Send): Promise<void> {
  renewing ??= alone(send).finally(() => (renewing = undefined))
  return renewing
}

async function alone(send: Send): Promise<void> {
  await navigator.locks.request('marketprep.renew', async () => {
    if (!good()) await ask(send)
  })
}

async function ask(send: Send): Promise<void> {
  const response = await send(new Request('/api/v1/auth/refresh', { method: 'POST' }))
  if (response.ok) {
    signedIn((await response.json()) as Granted)
    return
  }
  const problem = new Problem(response, await response.json().catch(() => undefined))
  if (response.status === 401 && session.state === 'in') become({ state: 'expired', who: session.who })
  throw problem
}

type Send = (request: Request) => Promise<Response>

/**
 * Sends requests as whoever is signed in: with a token that is good, and once more
 * with a new one if that is refused. Sessions that cannot be renewed expire.
 */
export function authorized(send: Send): Send {
  return async (request) => {
    if (session.state === 'out') throw new Unreachable()
    if (!good()) await renew(send)
    const again = request.clone()
    const response = await send(bearing(request))
    if (response.status !== 401) return response
    token = undefined
    await renew(send)
    return send(bearing(again))
  }
}

function bearing(request: Request): Request {
  request.headers.set('Authorization', `Bearer ${token?.value ?? ''}`)
  return request
}
