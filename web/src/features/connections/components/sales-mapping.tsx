import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { venuesQuery } from '../../../shared/api/requests/list-venues'
import { weekdays, type Weekday } from '../../../shared/format/days'
import { useWeekdays } from '../../../shared/format/weekdays'
import { useSay } from '../../../shared/messages/messages'
import { Choice, Field } from '../../../shared/ui/field'
import { Loaded, Trouble } from '../../../shared/ui/state'
import { mappingQuery, useSetMapping, type Rule } from '../api/sales-mapping'
import { Progress } from './progress'

/** Says at which market the till sold: by location, weekday and time. The first rule that fits counts. */
export function SalesMapping() {
  const say = useSay()
  const mapping = useQuery(mappingQuery)
  const set = useSetMapping()
  return (
    <section className="stack">
      <div className="tight">
        <h2>{say('mapping.title')}</h2>
        <p className="soft">{say('mapping.hint')}</p>
      </div>
      <Loaded query={mapping}>{(m) => <Rules key={JSON.stringify(m.rules)} known={m.rules} locations={m.locations} saving={set.isPending} onSave={(rules) => set.mutate(rules)} />}</Loaded>
      {set.error && <Trouble error={set.error} />}
      {set.data && <Progress key={set.data.sync.id} sync={set.data.sync.id} />}
    </section>
  )
}

type Location = { id: string; name: string; active: boolean }

function Rules({ known, locations, saving, onSave }: { known: Rule[]; locations: Location[]; saving: boolean; onSave: (rules: Rule[]) => void }) {
  const say = useSay()
  const [rules, setRules] = useState(known)
  const changed = JSON.stringify(rules) !== JSON.stringify(known)
  return (
    <>
      {rules.length === 0 && <p className="soft">{say('mapping.none')}</p>}
      <ol className="stack">
        {rules.map((rule, i) => (
          <li key={i} className="card stack">
            <OneRule
              rule={rule}
              locations={locations}
              onChange={(next) => setRules(rules.with(i, next))}
              onRemove={() => setRules(rules.filter((_, n) => n !== i))}
              onUp={i > 0 ? () => setRules(rules.with(i - 1, rule).with(i, rules[i - 1] ?? rule)) : undefined}
            />
          </li>
        ))}
      </ol>
      <div className="row">
        <button className="button" onClick={() => setRules([...rules, { venue: '', from: '00:00', until: '24:00' }])}>
          {say('mapping.add')}
        </button>
        {changed && (
          <button className="button main" disabled={saving || rules.some((r) => r.venue === '')} onClick={() => onSave(rules)}>
            {say(saving ? 'state.sending' : 'state.save')}
          </button>
        )}
      </div>
    </>
  )
}

interface One {
  rule: Rule
  locations: Location[]
  onChange: (rule: Rule) => void
  onRemove: () => void
  onUp: (() => void) | undefined
}

function OneRule({ rule, locations, onChange, onRemove, onUp }: One) {
  const say = useSay()
  const name = useWeekdays()
  const { data: venues = [] } = useQuery(venuesQuery)
  const { venue, from, until, location = '', weekdays: days = [] } = rule
  // What is any location, or every day, is not said at all.
  const change = (next: { location?: string; days?: Weekday[] }) => {
    const place = next.location ?? location
    const on = next.days ?? days
    onChange({ venue, from, until, ...(place && { location: place }), ...(on.length > 0 && { weekdays: on }) })
  }
  const toggle = (day: Weekday, on: boolean) => change({ days: weekdays.filter((d) => (d === day ? on : days.includes(d))) })
  return (
    <>
      <div className="two">
        <Choice label={say('mapping.location')} value={location} onChange={(e) => change({ location: e.target.value })}>
          <option value="">{say('mapping.anyLocation')}</option>
          {locations.map((l) => (
            <option key={l.id} value={l.id}>
              {l.active ? l.name : say('mapping.closed', { name: l.name })}
            </option>
          ))}
        </Choice>
        <Choice label={say('mapping.venue')} value={venue} onChange={(e) => onChange({ ...rule, venue: e.target.value })}>
          <option value="" disabled>
            {say('review.choose')}
          </option>
          <option value="none">{say('unmapped.noMarket')}</option>
          {venues
            .filter((v) => !v.archived || v.id === venue)
            .map((v) => (
              <option key={v.id} value={v.id}>
                {v.name}
              </option>
            ))}
        </Choice>
      </div>
      <fieldset className="field">
        <legend>{say('mapping.days')}</legend>
        <div className="chips">
          {weekdays.map((d) => (
            <label key={d} className="button day">
              <input type="checkbox" checked={days.includes(d)} onChange={(e) => toggle(d, e.target.checked)} />
              {name(d)}
            </label>
          ))}
        </div>
        <span className="hint">{say('mapping.everyDay')}</span>
      </fieldset>
      <div className="two">
        <Field label={say('mapping.from')} type="time" value={from} onChange={(e) => onChange({ ...rule, from: e.target.value || '00:00' })} />
        <Field label={say('mapping.until')} hint={say('mapping.untilHint')} type="time" value={until === '24:00' ? '00:00' : until} onChange={(e) => onChange({ ...rule, until: e.target.value === '00:00' || !e.target.value ? '24:00' : e.target.value })} />
      </div>
      <div className="row">
        {onUp && (
          <button className="button" onClick={onUp}>
            {say('mapping.up')}
          </button>
        )}
        <button className="button quiet" onClick={onRemove}>
          {say('mapping.remove')}
        </button>
      </div>
    </>
  )
}
