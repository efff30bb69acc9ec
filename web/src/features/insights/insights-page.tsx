import { lazy, Suspense } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useSay } from '../../shared/messages/messages'
import { Waiting } from '../../shared/ui/state'
import { Tabs } from '../../shared/ui/tabs'
import { Title } from '../../shared/ui/title'
import { Accuracy } from './components/accuracy'
import { DataHealth } from './components/data-health'
import { Markets } from './components/markets'
import './components/insights.css'

// Charts, and a list to choose from, weigh more than the rest.
const Seasons = lazy(() => import('./components/seasons'))

/** How good the lists were, which market pays, when what runs, and what is missing from the data. */
export default function InsightsPage() {
  const say = useSay()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const tabs = [
    { id: 'accuracy', title: say('insights.tab'), content: <Accuracy /> },
    { id: 'markets', title: say('venues.title'), content: <Markets /> },
    { id: 'seasons', title: say('insights.season'), content: <Suspense fallback={<Waiting />}><Seasons /></Suspense> },
    { id: 'data', title: say('health.title'), content: <DataHealth /> },
  ]
  const shown = search.get('show') ?? ''
  return (
    <div className="stack">
      <Title>{say('insights.title')}</Title>
      <Tabs label={say('insights.title')} tabs={tabs} selected={tabs.some((t) => t.id === shown) ? shown : 'accuracy'} onSelect={(id) => go(`/insights?show=${id}`, { replace: true })} />
    </div>
  )
}
