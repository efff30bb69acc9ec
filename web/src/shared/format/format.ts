import { useMessages } from '../messages/messages'

const utc = { timeZone: 'UTC' } as const

/** Formats of numbers, money and days in the language of the page. */
export interface Formats {
  /** An amount in the minor unit of a currency; without the minor unit from 100 on, or if there is none, unless exact. */
  money: (minor: number, currency: string, exact?: boolean) => string
  number: (n: number, digits?: number) => string
  /** A difference, with its sign. */
  signed: (n: number, digits?: number) => string
  percent: (share: number) => string
  /** A calendar day YYYY-MM-DD: "Sat, Nov 28". */
  day: (date: string) => string
  /** "Saturday, November 28" */
  longDay: (date: string) => string
  /** "Nov 28" */
  shortDay: (date: string) => string
  /** A month YYYY-MM: "November 2026". */
  month: (month: string) => string
  /** A moment: "Nov 28, 4:05 PM", or the time alone if it is today. */
  moment: (at: string | number) => string
  /** How long ago a moment is: "3 hours ago". */
  ago: (at: number, now?: number) => string
  /** A time of day HH:MM: "4:05 PM". */
  clock: (time: string) => string
}

const formats = new Map<string, Formats>()

export function useFormats(): Formats {
  const { locale } = useMessages()
  let f = formats.get(locale)
  if (!f) {
    f = formatsOf(locale)
    formats.set(locale, f)
  }
  return f
}

function formatsOf(locale: string): Formats {
  const dates = (o: Intl.DateTimeFormatOptions) => {
    const f = new Intl.DateTimeFormat(locale, o)
    return (d: Date) => f.format(d)
  }
  const day = dates({ weekday: 'short', month: 'short', day: 'numeric', ...utc })
  const longDay = dates({ weekday: 'long', month: 'long', day: 'numeric', ...utc })
  const shortDay = dates({ month: 'short', day: 'numeric', ...utc })
  const month = dates({ month: 'long', year: 'numeric', ...utc })
  const clock = dates({ timeStyle: 'short', ...utc })
  const time = dates({ timeStyle: 'short' })
  const moment = dates({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const number = (n: number, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(n)
  return {
    money: (minor, currency, exact = false) => money(locale, minor, currency, exact),
    number,
    signed: (n, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(n),
    percent: (share) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    day: (date) => day(new Date(`${date}T00:00Z`)),
    longDay: (date) => longDay(new Date(`${date}T00:00Z`)),
    shortDay: (date) => shortDay(new Date(`${date}T00:00Z`)),
    month: (m) => month(new Date(`${m}-01T00:00Z`)),
    moment: (at) => (new Date(at).toDateString() === new Date().toDateString() ? time : moment)(new Date(at)),
    ago: (at, now = Date.now()) => ago(relative, (at - now) / 60_000),
    clock: (at) => clock(new Date(`2000-01-01T${at === '24:00' ? '00:00' : at}Z`)),
  }
}

function ago(relative: Intl.RelativeTimeFormat, minutes: number): string {
  if (minutes > -60) return relative.format(Math.ceil(minutes), 'minute')
  if (minutes > -48 * 60) return relative.format(Math.ceil(minutes / 60), 'hour')
  return relative.format(Math.ceil(minutes / (24 * 60)), 'day')
}

/** How many digits a currency has behind the point: 2 for USD, 0 for JPY. */
export function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

function money(locale: string, minor: number, currency: string, exact: boolean): string {
  const amount = minor / 10 ** digitsOf(currency)
  const round = !exact && (Math.abs(amount) >= 100 || Number.isInteger(amount))
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...(round && { maximumFractionDigits: 0 }) }).format(amount)
}
