import { useState } from 'react'
import * as v from 'valibot'
import { useFormats } from '../../../shared/format/format'
import { languageNames, languages, useMessages, type Key, type Language } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Check, Choice, Field } from '../../../shared/ui/field'
import { Fresh } from '../../../shared/ui/fresh'
import { Trouble } from '../../../shared/ui/state'
import { typedClock } from '../../../shared/ui/typed'
import { lettersQuery, useSetLetters, type Letters as Known } from '../api/letters'

const on = v.pipe(v.optional(v.string(), ''), v.transform((x) => x !== ''))
const count = (least: number, most: number, wrong: Key) => v.pipe(v.string(), v.trim(), v.regex(/^\d{1,3}$/, wrong), v.transform(Number), v.minValue(least, wrong), v.maxValue(most, wrong))
const schema = v.object({
  ready: on, daysBefore: count(0, 6, 'letters.badDays'), at: typedClock,
  moved: on, percent: count(5, 100, 'letters.badPercent'),
  reconnect: on,
  went: on, hoursAfter: count(1, 24, 'letters.badHours'),
  language: v.picklist(languages),
})

/** Which letters the one who is signed in gets, and when. */
export function Letters() {
  const { say } = useMessages()
  return (
    <section className="stack">
      <h2 id="letters">{say('letters.title')}</h2>
      <Fresh of={lettersQuery}>{(known) => <Form known={known} />}</Fresh>
    </section>
  )
}

function Form({ known }: { known: Known }) {
  const { say, language } = useMessages()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const save = useSetLetters()
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        const read = entered(schema, e.currentTarget)
        setWrong(read.wrong)
        if (!read.value) return
        const s = read.value
        save.mutate({
          language: s.language, stopped: false,
          listReady: { on: s.ready, daysBefore: s.daysBefore, at: s.at }, listMoved: { on: s.moved, percent: s.percent },
          reconnectSquare: { on: s.reconnect }, howItWent: { on: s.went, hoursAfter: s.hoursAfter },
        })
      }}
    >
      <p className="soft">{say('letters.to', { address: known.address, zone: known.timeZone.replaceAll('_', ' ') })}</p>
      {known.stopped ? <p className="note">{say('letters.stopped')}</p> : <Next known={known} />}
      <div className="card stack">
        <Check label={say('letters.ready')} name="ready" defaultChecked={known.listReady.on} />
        <div className="two">
          <Field label={say('letters.daysBefore')} name="daysBefore" inputMode="numeric" defaultValue={known.listReady.daysBefore} wrong={text('daysBefore')} />
          <Field label={say('letters.at')} name="at" type="time" defaultValue={known.listReady.at} wrong={text('at')} />
        </div>
      </div>
      <div className="card stack">
        <Check label={say('letters.moved')} name="moved" defaultChecked={known.listMoved.on} />
        <Field label={say('letters.percent')} name="percent" inputMode="numeric" defaultValue={known.listMoved.percent} wrong={text('percent')} />
      </div>
      <div className="card stack">
        <Check label={say('letters.went')} name="went" defaultChecked={known.howItWent.on} />
        <Field label={say('letters.hoursAfter')} name="hoursAfter" inputMode="numeric" defaultValue={known.howItWent.hoursAfter} wrong={text('hoursAfter')} />
      </div>
      <div className="card">
        <Check label={say('letters.reconnect')} name="reconnect" defaultChecked={known.reconnectSquare.on} />
      </div>
      <Choice label={say('letters.language')} name="language" defaultValue={known.isDefault ? language : known.language}>
        {languages.map((l) => (
          <option key={l} value={l} lang={l}>
            {languageNames[l satisfies Language]}
          </option>
        ))}
      </Choice>
      {save.error && <Trouble error={save.error} />}
      {save.isSuccess && (
        <p className="note good" role="status">
          {say('settings.saved')}
        </p>
      )}
      <button className="button main" disabled={save.isPending}>
        {say(save.isPending ? 'state.sending' : known.stopped ? 'letters.again' : 'letters.save')}
      </button>
    </form>
  )
}

function Next({ known }: { known: Known }) {
  const { say } = useMessages()
  const { moment } = useFormats()
  const { next } = known
  if (!next) return <p className="note">{say('letters.none')}</p>
  const markets = next.markets.map((m) => m.venueName).join(', ')
  return <p className="note good">{say('letters.next', { letter: say(`letters.name.${next.letter}`), at: moment(next.at), markets })}</p>
}
