import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as v from 'valibot'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { addDays, today } from '../../shared/format/days'
import { useFormats } from '../../shared/format/format'
import { useSay, type Key } from '../../shared/messages/messages'
import { entered } from '../../shared/ui/entered'
import { Choice, Field } from '../../shared/ui/field'
import { Empty, Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { useCreateEvent } from './api/create-event'
import { useDeleteEvent } from './api/delete-event'
import { eventsQuery } from './api/list-events'

/** Fairs, games, road works: what else brings people, or keeps them away. */
export default function EventsPage() {
  const say = useSay()
  const f = useFormats()
  const from = today()
  const events = useQuery(eventsQuery(from, addDays(from, 90)))
  const { data: venues = [] } = useQuery(venuesQuery)
  const drop = useDeleteEvent()
  return (
    <div className="stack">
      <Title>{say('events.title')}</Title>
      <p className="soft">{say('events.hint')}</p>
      <AddEvent from={from} />
      {drop.error && <Trouble error={drop.error} />}
      <Loaded query={events}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="flag" title={say('events.emptyTitle')}>
              {say('events.emptyHint')}
            </Empty>
          ) : (
            <ul className="list">
              {all.map((e) => (
                <li key={e.id} className="line">
                  <span>
                    <strong>{e.name}</strong>
                    <span className="soft small">
                      {f.day(e.date)} {e.until !== e.date && `– ${f.day(e.until)}`} · {venues.find((n) => n.id === e.venue)?.name ?? say('events.everywhere')}
                      {e.attendance !== undefined && ` · ${say('events.people', { n: e.attendance })}`}
                    </span>
                  </span>
                  {e.source === 'own' ? (
                    <button className="button" disabled={drop.isPending} onClick={() => drop.mutate(e.id)} aria-label={say('events.deleteThis', { name: e.name })}>
                      {say('events.delete')}
                    </button>
                  ) : (
                    <span className="chip">{e.source}</span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}

const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(120, 'form.name')),
  date: v.pipe(v.string(), v.isoDate('form.date' satisfies Key)),
  until: v.union([v.literal(''), v.pipe(v.string(), v.isoDate())], 'form.date' satisfies Key),
  venue: v.string(),
  attendance: v.pipe(v.string(), v.trim(), v.regex(/^\d{0,8}$/, 'form.count' satisfies Key)),
})

function AddEvent({ from }: { from: string }) {
  const say = useSay()
  const { data: venues = [] } = useQuery(venuesQuery)
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const add = useCreateEvent()
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  return (
    <details>
      <summary className="button main">{say('events.add')}</summary>
      <form
        className="stack card"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          const form = e.currentTarget
          const read = entered(schema, form)
          setWrong(read.wrong)
          if (!read.value) return
          const { name, date, until, venue, attendance } = read.value
          const body = { name, date, ...(until && { until }), ...(venue && { venue }), ...(attendance && { attendance: Number(attendance) }) }
          add.mutate(body, { onSuccess: () => form.reset() })
        }}
      >
        <Field label={say('form.nameLabel')} name="name" maxLength={120} placeholder={say('events.example')} wrong={text('name')} />
        <div className="two">
          <Field label={say('events.first')} name="date" type="date" min={from} wrong={text('date')} />
          <Field label={say('events.last')} name="until" type="date" min={from} wrong={text('until')} />
        </div>
        <Choice label={say('events.near')} name="venue">
          <option value="">{say('events.everywhere')}</option>
          {venues
            .filter((n) => !n.archived)
            .map((n) => (
              <option key={n.id} value={n.id}>
                {n.name}
              </option>
            ))}
        </Choice>
        <Field label={say('events.attendance')} hint={say('events.attendanceHint')} name="attendance" inputMode="numeric" wrong={text('attendance')} />
        {add.error && <Trouble error={add.error} />}
        <button className="button main" disabled={add.isPending}>
          {say(add.isPending ? 'state.sending' : 'state.save')}
        </button>
      </form>
    </details>
  )
}
