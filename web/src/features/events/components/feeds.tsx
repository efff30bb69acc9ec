import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as v from 'valibot'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { useFormats } from '../../../shared/format/format'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Field } from '../../../shared/ui/field'
import { Loaded, Trouble } from '../../../shared/ui/state'
import { useAddFeed } from '../api/add-event-feed'
import { useFetchEvents } from '../api/fetch-events'
import { feedsQuery, type Feed } from '../api/list-event-feeds'
import { useRemoveFeed } from '../api/remove-event-feed'
import { Near } from './near'

/** Who tells of events by itself: calendars that the vendor follows, and services that are set up. */
export function Feeds() {
  const say = useSay()
  const feeds = useQuery(feedsQuery)
  const fetch = useFetchEvents()
  return (
    <section className="stack">
      <div className="tight">
        <h2>{say('feeds.title')}</h2>
        <p className="soft">{say('feeds.hint')}</p>
      </div>
      <Loaded query={feeds}>
        {(all) =>
          all.length > 0 && (
            <>
              <ul className="list">
                {all.map((feed) => (
                  <Line key={feed.id} feed={feed} />
                ))}
              </ul>
              <button className="button" disabled={fetch.isPending} onClick={() => fetch.mutate()}>
                {say(fetch.isPending ? 'state.sending' : 'feeds.fetch')}
              </button>
              {fetch.error && <Trouble error={fetch.error} />}
            </>
          )
        }
      </Loaded>
      <AddFeed />
    </section>
  )
}

function Line({ feed }: { feed: Feed }) {
  const say = useSay()
  const { ago } = useFormats()
  const drop = useRemoveFeed()
  const own = feed.url ?? feed.organiser
  return (
    <li>
      <div className="line">
        <span>
          <strong>{feed.name}</strong>
          <span className="soft small">
            {say('feeds.events', { n: feed.events })} · {feed.at ? ago(Date.parse(feed.at)) : say('feeds.never')}
            {feed.skipped > 0 && ` · ${say('feeds.skipped', { n: feed.skipped })}`}
            {feed.leftOut > 0 && ` · ${say('feeds.leftOut', { n: feed.leftOut })}`}
          </span>
          {feed.problem && <span className="warn small">{say('feeds.problem', { problem: feed.problem })}</span>}
        </span>
        {own && (
          <button className="button" disabled={drop.isPending} onClick={() => drop.mutate(feed.id)} aria-label={say('feeds.removeThis', { name: feed.name })}>
            {say('feeds.remove')}
          </button>
        )}
      </div>
      {drop.error && <Trouble error={drop.error} />}
    </li>
  )
}

const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(120, 'form.name')),
  url: v.pipe(v.string(), v.trim(), v.regex(/^((https?|webcal):\/\/\S+|\d{1,20})$/i, 'feeds.needAddress' satisfies Key), v.maxLength(2000, 'feeds.needAddress')),
  venue: v.string(),
})

function AddFeed() {
  const say = useSay()
  const { data: venues = [] } = useQuery(venuesQuery)
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const add = useAddFeed()
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  return (
    <details>
      <summary className="button">{say('feeds.add')}</summary>
      <form
        className="stack card"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          const form = e.currentTarget
          const read = entered(schema, form)
          setWrong(read.wrong)
          if (!read.value) return
          const { name, url, venue } = read.value
          // A number alone is an organiser at Eventbrite.
          const source = /^\d+$/.test(url) ? { organiser: url } : { url }
          add.mutate({ name, ...source, ...(venue && { venue }) }, { onSuccess: () => form.reset() })
        }}
      >
        <Field label={say('form.nameLabel')} name="name" maxLength={120} placeholder={say('feeds.example')} wrong={text('name')} />
        <Field label={say('feeds.address')} hint={say('feeds.addressHint')} name="url" inputMode="url" placeholder="https://…/events.ics" maxLength={2000} wrong={text('url')} />
        <Near venues={venues} label={say('feeds.near')} />
        {add.error && <Trouble error={add.error} />}
        {add.data && <p className={`note ${add.data.problem ? '' : 'good'}`}>{add.data.problem ? say('feeds.problem', { problem: add.data.problem }) : say('feeds.added', { n: add.data.events })}</p>}
        <button className="button main" disabled={add.isPending}>
          {say(add.isPending ? 'state.sending' : 'feeds.follow')}
        </button>
      </form>
    </details>
  )
}
