import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as v from 'valibot'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Field } from '../../../shared/ui/field'
import { Trouble } from '../../../shared/ui/state'
import { useCreateEvent } from '../api/create-event'
import { Near } from './near'

const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(120, 'form.name')),
  date: v.pipe(v.string(), v.isoDate('form.date' satisfies Key)),
  until: v.union([v.literal(''), v.pipe(v.string(), v.isoDate())], 'form.date' satisfies Key),
  venue: v.string(),
  attendance: v.pipe(v.string(), v.trim(), v.regex(/^\d{0,8}$/, 'form.count' satisfies Key)),
})

/** An event that the vendor knows of. from is the first day that it may be on. */
export function AddEvent({ from }: { from: string }) {
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
        <Near venues={venues} label={say('events.near')} />
        <Field label={say('events.attendance')} hint={say('events.attendanceHint')} name="attendance" inputMode="numeric" wrong={text('attendance')} />
        {add.error && <Trouble error={add.error} />}
        <button className="button main" disabled={add.isPending}>
          {say(add.isPending ? 'state.sending' : 'state.save')}
        </button>
      </form>
    </details>
  )
}
