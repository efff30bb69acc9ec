import { useId, useState } from 'react'
import * as v from 'valibot'
import type { Schema } from '../../../shared/api/http'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { moneyText } from '../../../shared/format/money'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Choice, Field } from '../../../shared/ui/field'
import { typedCount, typedMoney } from '../../../shared/ui/typed'
import type { Question } from '../api/what-if'


interface Props {
  list: List
  vendor: Schema['Vendor']
  asking: boolean
  onAsk: (question: Question) => void
}

/** What could be otherwise. What is left alone stays as it is. */
export function Questions({ list, vendor, asking, onAsk }: Props) {
  const say = useSay()
  const { number } = useFormats()
  const { currency } = vendor
  const sky = list.restsOn.conditions
  const metric = vendor.units === 'metric'
  const [temp, setTemp] = useState<number>()
  const [rain, setRain] = useState<number>()
  const [product, setProduct] = useState('')
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  const item = list.items.find((i) => i.product === product)
  const submit = (form: HTMLFormElement) => {
    const read = entered(v.object({ attendance: typedCount, fee: typedMoney(currency), price: v.optional(typedMoney(currency), ''), quantity: v.optional(typedCount, '') }), form)
    setWrong(read.wrong)
    if (!read.value) return
    const { attendance, fee, price, quantity } = read.value
    const changed = item && (price !== null || quantity !== null)
    onAsk({
      ...(temp !== undefined && { tempC: temp }), ...(rain !== undefined && { rainMm: rain }),
      ...(attendance !== null && { attendance }), ...(fee !== null && { fee }),
      ...(changed && { items: [{ product, ...(price !== null && { price }), ...(quantity !== null && { quantity }) }] }),
    })
  }
  return (
    <form
      className="stack card"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        submit(e.currentTarget)
      }}
    >
      <Slider label={say('whatIf.temperature')} from={-10} to={40} value={temp} known={sky?.tempC} onChange={setTemp} text={(n) => (metric ? `${number(n)} °C` : `${number((n * 9) / 5 + 32)} °F`)} />
      <Slider label={say('whatIf.rain')} from={0} to={30} value={rain} known={sky?.rainMm} onChange={setRain} text={(n) => (metric ? `${number(n)} mm` : `${number(n / 25.4, 1)} in`)} />
      <div className="two">
        <Field label={say('whatIf.attendance')} hint={say('whatIf.attendanceHint')} name="attendance" inputMode="numeric" wrong={text('attendance')} />
        <Field label={say('venues.fee', { currency })} name="fee" inputMode="decimal" placeholder={moneyText(list.totals.fee, currency)} wrong={text('fee')} />
      </div>
      <Choice label={say('whatIf.product')} value={product} onChange={(e) => setProduct(e.target.value)}>
        <option value="">{say('whatIf.noProduct')}</option>
        {list.items.map((i) => (
          <option key={i.product} value={i.product}>
            {i.name}
          </option>
        ))}
      </Choice>
      {item && (
        <div className="two" key={product}>
          <Field label={say('products.price', { currency })} hint={say('whatIf.priceHint')} name="price" inputMode="decimal" placeholder={moneyText(item.price, currency)} wrong={text('price')} />
          <Field label={say('next.bring')} name="quantity" inputMode="numeric" placeholder={String(item.bring)} wrong={text('quantity')} />
        </div>
      )}
      <div className="row">
        <button className="button main" disabled={asking}>
          {say(asking ? 'state.sending' : 'whatIf.go')}
        </button>
        {(temp !== undefined || rain !== undefined) && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setTemp(undefined)
              setRain(undefined)
            }}
          >
            {say('whatIf.asForecast')}
          </button>
        )}
      </div>
    </form>
  )
}

interface Sliding {
  label: string
  from: number
  to: number
  /** What was chosen; undefined: as forecast. */
  value: number | undefined
  known: number | undefined
  text: (n: number) => string
  onChange: (value: number) => void
}

function Slider({ label, from, to, value, known, text, onChange }: Sliding) {
  const say = useSay()
  const id = useId()
  const shown = value ?? known ?? (from + to) / 2
  const words = value !== undefined ? text(value) : known === undefined ? say('whatIf.unknown') : say('whatIf.forecast', { value: text(known) })
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}: <output>{words}</output>
      </label>
      <input id={id} type="range" min={from} max={to} value={shown} aria-valuetext={words} onChange={(e) => onChange(Number(e.target.value))} />
    </div>
  )
}
