import * as v from 'valibot'
import type { Key } from '../../shared/messages/messages'

const most = 1_000_000 // grams
const poundsToGrams = 453.59237

/** How a weight is entered, in the unit in which the vendor weighs, and what it is in grams. */
export function weightIn(units: string) {
  const factor = units === 'metric' ? 1 : poundsToGrams
  const grams = (text: string): number | null => (text === '' ? null : Math.round(Number(text.replace(',', '.')) * factor) || null)
  const entered = v.pipe(
    v.string(), v.trim(), v.regex(/^(\d+([.,]\d+)?)?$/, 'form.weight' satisfies Key), v.transform(grams),
    v.nullable(v.pipe(v.number(), v.maxValue(most, 'form.tooMuch' satisfies Key))),
  )
  const label: Key = units === 'metric' ? 'products.grams' : 'products.pounds'
  const text = (known: number | undefined): string => (known === undefined ? '' : String(Math.round((known / factor) * 100) / 100))
  return { entered, label, text }
}

export type WeightEntered = ReturnType<typeof weightIn>['entered']
