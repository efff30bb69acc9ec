import { useQuery } from '@tanstack/react-query'
import type { Schema } from '../../shared/api/http'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { addDays, today } from '../../shared/format/days'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Empty, Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { useDeleteEvents } from './api/delete-event'
import { feedsQuery } from './api/list-event-feeds'
import { eventsQuery } from './api/list-events'
import { AddEvent } from './components/add-event'
import { Feeds } from './components/feeds'

/** Fairs, games, road works: what else brings people, or keeps them away, and who tells of it. */
export default function EventsPage() {
  const say = useSay()
  const from = today()
  const events = useQuery(eventsQuery(from, addDays(from, 90)))
  return (
    <div className="stack">
      <Title>{say('events.title')}</Title>
      <p className="soft">{say('events.hint')}</p>
      <AddEvent from={from} />
      <Loaded query={events}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="flag" title={say('events.emptyTitle')}>
              {say('events.emptyHint')}
            </Empty>
          ) : (
            <ul className="list">
              {together(all).map((same) => (
                <Line key={same[0].id} same={same} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Feeds />
    </div>
  )
}

type Known = Schema['Event']

// What is near several markets comes once for each, and is one thing all the same.
function together(events: Known[]): [Known, ...Known[]][] {
  const by = new Map<string, [Known, ...Known[]]>()
  for (const e of events) {
    const key = [e.date, e.until, e.name, e.source].join('|')
    const known = by.get(key)
    if (known) known.push(e)
    else by.set(key, [e])
  }
  return [...by.values()]
}

function Line({ same }: { same: [Known, ...Known[]] }) {
  const say = useSay()
  const f = useFormats()
  const { data: venues = [] } = useQuery(venuesQuery)
  const { data: feeds = [] } = useQuery(feedsQuery)
  const drop = useDeleteEvents()
  const [e] = same
  const source = e.source === 'own' ? '' : (feeds.find((feed) => e.source === `feed ${feed.id}`)?.name ?? e.source)
  const place = (at: Known) => {
    const name = venues.find((n) => n.id === at.venue)?.name ?? say('events.everywhere')
    return at.distance === undefined ? name : say('events.distance', { venue: name, km: f.number(at.distance, 1) })
  }
  const facts = [
    e.until === e.date ? f.day(e.date) : `${f.day(e.date)} – ${f.day(e.until)}`,
    same.map(place).join(', '),
    e.attendance === undefined ? say('events.unknown') : say('events.people', { n: e.attendance }),
    source,
  ]
  return (
    <li>
      <div className="line">
        <span>
          <strong>{e.url?.startsWith('http') ? <a href={e.url}>{e.name}</a> : e.name}</strong>
          <span className="soft small">{facts.filter(Boolean).join(' · ')}</span>
        </span>
        <button className="button" disabled={drop.isPending} onClick={() => drop.mutate(same.map((at) => at.id))} aria-label={say('events.deleteThis', { name: e.name })}>
          {say(source ? 'events.hide' : 'events.delete')}
        </button>
      </div>
      {drop.error && <Trouble error={drop.error} />}
    </li>
  )
}
