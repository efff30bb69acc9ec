import { useState } from 'react'
import * as v from 'valibot'
import { useLocation } from 'wouter'
import type { Schema } from '../../../shared/api/http'
import type { Venue } from '../../../shared/api/requests/list-venues'
import { weekdays } from '../../../shared/format/days'
import { moneyText } from '../../../shared/format/money'
import { useWeekdays } from '../../../shared/format/weekdays'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Area, Field } from '../../../shared/ui/field'
import { Trouble } from '../../../shared/ui/state'
import { typedClock, typedCount, typedMoney } from '../../../shared/ui/typed'
import { useArchiveVenue } from '../api/archive-venue'
import { useSaveVenue } from '../api/save-venue'
import { WhereItIs } from './where-it-is'

const degrees = (most: number) =>
  v.pipe(v.string(), v.trim(), v.regex(/^(-?\d+([.,]\d+)?)?$/, 'venues.degrees' satisfies Key), v.transform((t) => (t === '' ? null : Number(t.replace(',', '.')))), v.nullable(v.pipe(v.number(), v.minValue(-most, 'venues.degrees'), v.maxValue(most, 'venues.degrees'))))
const schema = (currency: string) =>
  v.object({
    name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(100, 'form.name')),
    opens: typedClock,
    closes: typedClock,
    fee: typedMoney(currency),
    visitors: typedCount,
    address: v.pipe(v.string(), v.trim(), v.maxLength(200)),
    equipment: v.pipe(v.string(), v.transform((t) => t.split('\n').map((line) => line.trim()).filter(Boolean)), v.maxLength(60, 'venues.tooMuch' satisfies Key), v.everyItem((line) => line.length <= 60, 'venues.tooLong' satisfies Key)),
    from: v.string(),
    until: v.string(),
    latitude: degrees(90),
    longitude: degrees(180),
    timeZone: v.string(),
  })

export function VenueForm({ venue, currency }: { venue: Venue | undefined; currency: string }) {
  const say = useSay()
  const [, go] = useLocation()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const [days, setDays] = useState(() => new Set<string>(venue?.recurs?.weekdays))
  const save = useSaveVenue(venue?.id)
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  const submit = (form: HTMLFormElement) => {
    const read = entered(schema(currency), form)
    const early = read.value && read.value.closes <= read.value.opens
    setWrong(early ? { closes: 'venues.early' } : read.wrong)
    if (!read.value || early) return
    const { from, until, fee, visitors, latitude, longitude, timeZone, ...plain } = read.value
    // What the form does not show of the rule stays as it is.
    const season = from && until ? { from, until } : { from: undefined, until: undefined }
    const recurs = days.size > 0 ? { every: 1, ...venue?.recurs, ...season, weekdays: weekdays.filter((d) => days.has(d)) } : null
    const body: Schema['CreateVenueInputBody'] = { ...plain, fee: fee ?? 0, recurs, place: latitude === null || longitude === null ? null : { latitude, longitude }, ...(visitors && { visitors }), ...(timeZone && { timeZone }), ...(venue?.archived && { archived: false }) }
    save.mutate(body, { onSuccess: () => go(venue ? '/venues' : '/start') })
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        submit(e.currentTarget)
      }}
    >
      <Field label={say('form.nameLabel')} name="name" defaultValue={venue?.name} maxLength={100} wrong={text('name')} placeholder={say('venues.example')} />
      <Weekdays days={days} onChange={setDays} />
      <div className="two">
        <Field label={say('venues.opens')} name="opens" type="time" defaultValue={venue?.opens ?? '08:00'} wrong={text('opens')} />
        <Field label={say('venues.closes')} name="closes" type="time" defaultValue={venue?.closes ?? '13:00'} wrong={text('closes')} />
      </div>
      <WhereItIs venue={venue} text={text} />
      <div className="two">
        <Field label={say('venues.fee', { currency })} name="fee" inputMode="decimal" defaultValue={moneyText(venue?.fee, currency)} wrong={text('fee')} />
        <Field label={say('venues.visitors')} hint={say('venues.visitorsHint')} name="visitors" inputMode="numeric" defaultValue={venue?.visitors} wrong={text('visitors')} />
        <Field label={say('venues.from')} hint={say('venues.seasonHint')} name="from" defaultValue={venue?.recurs?.from} placeholder="04-01" pattern="\d\d-\d\d" />
        <Field label={say('venues.until')} name="until" defaultValue={venue?.recurs?.until} placeholder="11-30" pattern="\d\d-\d\d" />
      </div>
      <Field label={say('venues.address')} name="address" defaultValue={venue?.address} maxLength={200} autoComplete="off" />
      <Area label={say('venues.equipment')} hint={say('venues.equipmentHint')} name="equipment" rows={5} defaultValue={venue?.equipment?.join('\n')} wrong={text('equipment')} />
      {save.error && <Trouble error={save.error} />}
      <button className="button main" disabled={save.isPending}>
        {say(save.isPending ? 'state.sending' : venue?.archived ? 'venues.unarchive' : 'state.save')}
      </button>
      {venue && !venue.archived && <Archive id={venue.id} />}
    </form>
  )
}

function Weekdays({ days, onChange }: { days: Set<string>; onChange: (days: Set<string>) => void }) {
  const say = useSay()
  const name = useWeekdays()
  return (
    <fieldset className="field">
      <legend>{say('venues.weekdays')}</legend>
      <div className="chips">
        {weekdays.map((d) => (
          <label key={d} className="button day">
            <input type="checkbox" checked={days.has(d)} onChange={(e) => onChange(new Set(e.target.checked ? [...days, d] : [...days].filter((x) => x !== d)))} />
            {name(d)}
          </label>
        ))}
      </div>
      <span className="hint">{say('venues.weekdaysHint')}</span>
    </fieldset>
  )
}

function Archive({ id }: { id: string }) {
  const say = useSay()
  const [, go] = useLocation()
  const archive = useArchiveVenue(id)
  return (
    <>
      <button type="button" className="button" disabled={archive.isPending} onClick={() => archive.mutate(undefined, { onSuccess: () => go('/venues') })}>
        {say('venues.archive')}
      </button>
      {archive.error && <Trouble error={archive.error} />}
    </>
  )
}
