import { useState } from 'react'
import * as v from 'valibot'
import { useLocation } from 'wouter'
import type { MarketDay } from '../../../shared/api/requests/list-market-days'
import type { Venue } from '../../../shared/api/requests/list-venues'
import { moneyText } from '../../../shared/format/money'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Area, Check, Field } from '../../../shared/ui/field'
import { Trouble } from '../../../shared/ui/state'
import { typedClock, typedCount, typedMoney } from '../../../shared/ui/typed'
import { useChangeDay } from '../api/change-day'
import { Orders } from './orders'

const schema = (currency: string) =>
  v.object({
    going: v.optional(v.string()),
    opens: typedClock,
    closes: typedClock,
    fee: typedMoney(currency),
    visitors: typedCount,
    note: v.pipe(v.string(), v.trim(), v.maxLength(500)),
  })

interface Props {
  day: MarketDay
  venue: Venue | undefined
  currency: string
}

export function DayForm({ day, venue, currency }: Props) {
  const say = useSay()
  const [, go] = useLocation()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const [orders, setOrders] = useState(() => new Map(Object.entries(day.preOrders ?? {})))
  const change = useChangeDay(day.date, day.venue)
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  const own = new Set(day.own)
  const submit = (form: HTMLFormElement) => {
    const read = entered(schema(currency), form)
    const early = read.value && read.value.closes <= read.value.opens
    setWrong(early ? { closes: 'venues.early' } : read.wrong)
    if (!read.value || early) return
    const { going, opens, closes, fee, visitors, note } = read.value
    // Of a day by the rule, what is as always stays with the venue, and changes with it.
    const status = !going ? 'skipped' : day.byRule ? undefined : 'planned'
    change.mutate(
      {
        note,
        preOrders: [...orders].filter(([, units]) => units > 0).map(([product, units]) => ({ product, units })),
        ...(status && { status }),
        ...(opens !== venue?.opens && { opens }),
        ...(closes !== venue?.closes && { closes }),
        ...(fee !== null && { fee }),
        ...(visitors !== null && { visitors }),
      },
      { onSuccess: (listed) => go(listed ? `/market/${day.date}/${day.venue}` : '/calendar') },
    )
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
      <Check label={say('day.going')} name="going" defaultChecked={day.status !== 'skipped'} />
      <div className="two">
        <Field label={say('venues.opens')} name="opens" type="time" defaultValue={day.opens} wrong={text('opens')} />
        <Field label={say('venues.closes')} name="closes" type="time" defaultValue={day.closes} wrong={text('closes')} />
        <Field label={say('venues.fee', { currency })} hint={say('day.empty')} name="fee" inputMode="decimal" defaultValue={own.has('fee') ? moneyText(day.fee, currency) : ''} placeholder={moneyText(venue?.fee, currency)} wrong={text('fee')} />
        <Field label={say('venues.visitors')} hint={say('day.empty')} name="visitors" inputMode="numeric" defaultValue={own.has('visitors') ? day.visitors : ''} placeholder={String(venue?.visitors ?? '')} wrong={text('visitors')} />
      </div>
      <Orders orders={orders} onChange={setOrders} />
      <Area label={say('day.note')} name="note" rows={2} maxLength={500} defaultValue={day.note} />
      {change.error && <Trouble error={change.error} />}
      <button className="button main" disabled={change.isPending}>
        {say(change.isPending ? 'state.sending' : 'state.save')}
      </button>
    </form>
  )
}
