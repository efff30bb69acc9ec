import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useFormats } from '../shared/format/format'
import { useSay, type Key } from '../shared/messages/messages'
import { useOnline } from '../shared/offline/network'
import { useOutbox } from '../shared/offline/outbox'
import { Icon, type IconName } from '../shared/ui/icons'
import { applyUpdate, useUpdate } from './install'

const tabs: { to: string; icon: IconName; label: Key; also: RegExp }[] = [
  { to: '/', icon: 'basket', label: 'tab.next', also: /^\/((market|pack|what-if)\/.*)?$/ },
  { to: '/stall', icon: 'stall', label: 'tab.stall', also: /^\/stall/ },
  { to: '/review', icon: 'check', label: 'tab.review', also: /^\/(review|went)/ },
  { to: '/more', icon: 'more', label: 'tab.more', also: /^\/(?!$|market\/|pack\/|what-if\/|stall|review|went)/ },
]

/** What is around every page: the awning, news about the network, and the four places to go. */
export function Shell({ plain, children }: { plain: boolean; children: ReactNode }) {
  const say = useSay()
  const [path] = useLocation()
  return (
    <div className={plain ? 'shell plain' : 'shell'}>
      <a className="skip" href="#main">
        {say('nav.skip')}
      </a>
      <header className="stall-top">
        <div className="brand">
          <Link href="/">MarketPrep</Link>
        </div>
        <div className="awning" />
      </header>
      <News />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {!plain && (
        <nav className="tabs" aria-label={say('nav.main')}>
          <ul>
            {tabs.map((tab) => (
              <li key={tab.to}>
                <Link href={tab.to} aria-current={tab.also.test(path) ? 'page' : undefined}>
                  <Icon name={tab.icon} />
                  {say(tab.label)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  )
}

/** What one should know before reading on: no network and how old this is, what waits, what was not taken, a new version. */
function News() {
  const say = useSay()
  const online = useOnline()
  const update = useUpdate()
  const outbox = useOutbox()
  const wrong = outbox.filter((e) => e.problem !== undefined || e.conflict).length
  const waiting = outbox.length - wrong
  if (online && !update && outbox.length === 0) return <div className="news-none" role="status" />
  return (
    <div className="news" role="status">
      {!online && <Age />}
      {waiting > 0 && (
        <p>
          {say('outbox.waiting', { n: waiting })} <Link href="/outbox">{say('outbox.show')}</Link>
        </p>
      )}
      {wrong > 0 && (
        <p>
          <strong>{say('outbox.wrong', { n: wrong })}</strong> <Link href="/outbox">{say('outbox.decide')}</Link>
        </p>
      )}
      {update && (
        <p>
          {say('update.ready')}
          <button className="button" onClick={applyUpdate}>
            {say('update.use')}
          </button>
        </p>
      )}
    </div>
  )
}

// The age of the oldest thing on this page.
function Age() {
  const say = useSay()
  const { ago } = useFormats()
  const cache = useQueryClient().getQueryCache()
  const oldest = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => Math.min(...cache.findAll({ type: 'active' }).map((q) => q.state.dataUpdatedAt || Infinity)),
  )
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <p>
      <span>
        <strong>{say('network.none')}</strong> {Number.isFinite(oldest) && say('network.age', { ago: ago(oldest) })}
      </span>
    </p>
  )
}
