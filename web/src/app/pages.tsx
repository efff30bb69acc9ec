import { lazy, Suspense, use, useEffect, type ComponentType } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { useMessages } from '../shared/messages/messages'
import { useSession } from '../shared/session/session'
import { Boundary } from '../shared/ui/boundary'
import { Waiting } from '../shared/ui/state'
import { Shell } from './shell'

type Page = ComponentType<{ params: Record<string, string | undefined> }>
type Load = () => Promise<{ default: Page }>
const page = (load: Load) => Object.assign(lazy(load), { load })

// What nobody has to sign in for.
const outside: [string, Page & { load: Load }][] = [
  ['/sign-in', page(() => import('../features/account/sign-in'))],
  ['/sign-up', page(() => import('../features/account/sign-up'))],
  ['/forgot-password', page(() => import('../features/account/forgot-password'))],
  ['/reset-password', page(() => import('../features/account/reset-password'))],
  ['/stop-letters', page(() => import('../features/settings/stop-letters-page'))],
  ['/shared/:token', page(() => import('../features/packing/shared-page'))],
  ['/operator', page(() => import('../features/operator/operator-page'))],
]

const inside: [string, Page & { load: Load }][] = [
  ['/', page(() => import('../features/next-market/next-market-page'))],
  ['/market/:date/:venue', page(() => import('../features/next-market/market-page'))],
  ['/what-if/:date/:venue', page(() => import('../features/next-market/what-if-page'))],
  ['/pack/:date/:venue', page(() => import('../features/packing/packing-page'))],
  ['/stall', page(() => import('../features/stall/stall-page'))],
  ['/stall/:date/:venue', page(() => import('../features/stall/stall-page'))],
  ['/review', page(() => import('../features/feedback/days-page'))],
  ['/review/:date/:venue', page(() => import('../features/feedback/report-page'))],
  ['/went/:date/:venue', page(() => import('../features/feedback/day-page'))],
  ['/start', page(() => import('../features/start/start-page'))],
  ['/calendar', page(() => import('../features/calendar/calendar-page'))],
  ['/calendar/:date/:venue', page(() => import('../features/calendar/day-page'))],
  ['/venues', page(() => import('../features/venues/venues-page'))],
  ['/venues/:venue', page(() => import('../features/venues/venue-page'))],
  ['/products', page(() => import('../features/products/products-page'))],
  ['/products/:product', page(() => import('../features/products/product-page'))],
  ['/events', page(() => import('../features/events/events-page'))],
  ['/connections', page(() => import('../features/connections/connections-page'))],
  ['/square/callback', page(() => import('../features/connections/square-callback-page'))],
  ['/insights', page(() => import('../features/insights/insights-page'))],
  ['/settings', page(() => import('../features/settings/settings-page'))],
  ['/outbox', page(() => import('../features/outbox/outbox-page'))],
  ['/more', page(() => import('./more'))],
]

/** Loads the scripts of the page that a path names, before it is shown. */
export function preload(path: string): void {
  const [, wanted] = [...outside, ...inside].find(([pattern]) => pattern === path) ?? []
  void wanted?.load()
}

/** The page that the address names. */
export function Pages() {
  const session = useSession()
  const [path] = useLocation()
  useEffect(() => {
    scrollTo(0, 0)
  }, [path])
  const open = outside.find(([pattern]) => pattern === path || (pattern.includes(':') && path.startsWith(pattern.slice(0, pattern.indexOf(':')))))
  if (!open && session.state !== 'in') {
    const reason = session.state === 'expired' ? '&expired' : ''
    return <Redirect to={`/sign-in?then=${encodeURIComponent(path + location.search)}${reason}`} replace />
  }
  return (
    <Shell plain={Boolean(open)}>
      <Boundary key={path}>
        <Suspense fallback={<Waiting />}>
          {!firstViews.has(path) && <Whole />}
          <Switch>
            {[...outside, ...inside].map(([pattern, Component]) => (
              <Route key={pattern} path={pattern}>
                {(params) => <Component params={params} />}
              </Route>
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </Boundary>
    </Shell>
  )
}

// Holds a page back until the language is there as a whole.
const firstViews = new Set(['/', '/sign-in'])
function Whole() {
  use(useMessages().whole)
  return null
}

const NotFound = lazy(() => import('./not-found'))
