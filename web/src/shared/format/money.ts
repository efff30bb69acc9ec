import { digitsOf } from './format'

/** What stands in a field for an amount in the minor unit. */
export function moneyText(minor: number | undefined, currency: string): string {
  const digits = digitsOf(currency)
  return minor === undefined ? '' : (minor / 10 ** digits).toFixed(digits)
}

/** Reads an amount of money that was typed, with a point or a comma; null if nothing was, undefined if it is none. */
export function moneyOf(typed: string, currency: string): number | null | undefined {
  const text = typed.trim().replace(',', '.')
  if (text === '') return null
  const n = Number(text)
  return Number.isFinite(n) && n >= 0 ? Math.round(n * 10 ** digitsOf(currency)) : undefined
}
