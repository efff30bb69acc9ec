import { useState } from 'react'
import * as v from 'valibot'
import type { Schema } from '../../shared/api/http'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useSay, type Key } from '../../shared/messages/messages'
import { entered } from '../../shared/ui/entered'
import { Combo } from '../../shared/ui/combo'
import { Choice, Field } from '../../shared/ui/field'
import { Fresh } from '../../shared/ui/fresh'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { Letters } from './components/letters'
import { useUpdateVendor } from './api/update-vendor'

const risks = ['sell-out', 'balanced', 'spare'] as const
const riskKeys: Record<(typeof risks)[number], Key> = { 'sell-out': 'settings.sellOut', balanced: 'settings.balanced', spare: 'settings.spare' }

const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(120, 'form.name')),
  risk: v.picklist(risks),
  units: v.picklist(['imperial', 'metric']),
  region: v.pipe(v.string(), v.trim(), v.toUpperCase(), v.regex(/^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$/, 'settings.regionWrong' satisfies Key)),
  timeZone: v.pipe(v.string(), v.minLength(1, 'settings.zoneMissing' satisfies Key)),
})

/** How the business is called, and what it would rather do: sell out, or have some to spare. */
export default function SettingsPage() {
  const say = useSay()
  return (
    <div className="stack">
      <Title>{say('settings.title')}</Title>
      <Fresh of={vendorQuery}>{(known) => <Settings vendor={known} />}</Fresh>
      <Letters />
    </div>
  )
}

const zones = (own: string) => [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].map((z) => ({ id: z, text: z.replaceAll('_', ' ') }))

function Settings({ vendor }: { vendor: Schema['Vendor'] }) {
  const say = useSay()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const save = useUpdateVendor()
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        const read = entered(schema, e.currentTarget)
        setWrong(read.wrong)
        if (read.value) save.mutate(read.value)
      }}
    >
      <Field label={say('signUp.business')} name="name" defaultValue={vendor.name} maxLength={120} wrong={wrong.name && say(wrong.name)} />
      <fieldset className="field">
        <legend>{say('settings.risk')}</legend>
        {risks.map((r) => (
          <label key={r} className="check">
            <input type="radio" name="risk" value={r} defaultChecked={vendor.risk === r} /> <span>{say(riskKeys[r])}</span>
          </label>
        ))}
        <span className="hint">{say('settings.riskHint')}</span>
      </fieldset>
      <div className="two">
        <Choice label={say('settings.units')} name="units" defaultValue={vendor.units}>
          <option value="imperial">{say('settings.imperial')}</option>
          <option value="metric">{say('settings.metric')}</option>
        </Choice>
        <Field label={say('settings.region')} hint={say('settings.regionHint')} name="region" defaultValue={vendor.region} placeholder="US-NY" wrong={wrong.region && say(wrong.region)} />
      </div>
      <Combo label={say('settings.zone')} hint={say('settings.zoneHint')} name="timeZone" defaultValue={vendor.timeZone} options={zones(vendor.timeZone)} />
      {save.error && <Trouble error={save.error} />}
      {save.isSuccess && (
        <p className="note good" role="status">
          {say('settings.saved')}
        </p>
      )}
      <button className="button main" disabled={save.isPending}>
        {say(save.isPending ? 'state.sending' : 'state.save')}
      </button>
    </form>
  )
}
