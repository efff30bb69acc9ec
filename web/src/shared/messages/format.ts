/** A part of a message, as plugins/messages.ts compiles it. */
type Part = string | 0 | ['a', string] | ['n', string, string] | ['s' | 'p', string, Record<string, Compiled>]
export type Compiled = string | Part[]

export type Values = Record<string, string | number>

/** The text of a compiled message in a language. */
export function format(language: string, message: Compiled, values: Values = {}, count = 0): string {
  if (typeof message === 'string') return message
  return message.map((part) => one(language, part, values, count)).join('')
}

function one(language: string, part: Part, values: Values, count: number): string {
  if (typeof part === 'string') return part
  if (part === 0) return numbers(language, '').format(count)
  const value = values[part[1]] ?? ''
  switch (part[0]) {
    case 'a':
      return typeof value === 'number' ? numbers(language, '').format(value) : value
    case 'n':
      return numbers(language, part[2]).format(Number(value))
    case 's':
      return format(language, part[2][value] ?? part[2].other ?? '', values, count)
    case 'p': {
      const n = Number(value)
      const choice = part[2][`=${n}`] ?? part[2][new Intl.PluralRules(language).select(n)] ?? part[2].other ?? ''
      return format(language, choice, values, n)
    }
  }
}

const known = new Map<string, Intl.NumberFormat>()

function numbers(language: string, style: string): Intl.NumberFormat {
  const key = `${language} ${style}`
  let f = known.get(key)
  if (!f) {
    f = new Intl.NumberFormat(language, style === 'percent' ? { style } : { maximumFractionDigits: 1 })
    known.set(key, f)
  }
  return f
}
