import * as v from 'valibot'
import { moneyOf } from '../format/money'
import type { Key } from '../messages/messages'

// Parts of schemas for entered: what people type into fields of the same kind.

/** A time of day, HH:MM. */
export const typedClock = v.pipe(v.string(), v.regex(/^\d\d:\d\d$/, 'form.clock' satisfies Key))

/** An amount in the minor unit of the currency; null: the field was left empty. */
export const typedMoney = (currency: string) =>
  v.pipe(v.string(), v.check((s) => moneyOf(s, currency) !== undefined, 'form.money' satisfies Key), v.transform((s) => moneyOf(s, currency) ?? null))

/** A number of up to six digits; null: the field was left empty. */
export const typedCount = v.pipe(v.string(), v.trim(), v.regex(/^\d{0,6}$/, 'form.count' satisfies Key), v.transform((s) => (s === '' ? null : Number(s))))
