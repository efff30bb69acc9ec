import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'

// What shared/messages/format.ts reads: a text, or a list of its parts.
type Part = string | 0 | [string, string, ...unknown[]]
type Compiled = string | Part[]

// What the first view says. The rest of a language is loaded beside it, but not waited for.
const first = /^(tab|nav|state|error|network|update|signIn|next|weather|reason|stepper|outbox\.(waiting|wrong|show|decide))\b/

/** Compiles the ICU messages of a language when the pages are built, so that no parser is sent to a phone. */
export function messages(): Plugin {
  return {
    name: 'marketprep-messages',
    enforce: 'pre',
    transform(code, id) {
      const part = /\/messages\/(?:en|es|de)\.json\?(first|rest)$/.exec(id)?.[1]
      if (!part) return null
      const texts = Object.entries(JSON.parse(code) as Record<string, string>).filter(([key]) => first.test(key) === (part === 'first'))
      const compiled = Object.fromEntries(texts.map(([key, text]) => [key, compile(key, text)]))
      return { code: `export default ${JSON.stringify(compiled)}`, map: null, moduleType: 'js' }
    },
  }
}

function compile(key: string, text: string): Compiled {
  try {
    return parts(parse(text, { ignoreTag: true }))
  } catch (cause) {
    throw new Error(`message ${key} is no ICU message: ${text}`, { cause })
  }
}

function parts(elements: MessageFormatElement[]): Compiled {
  const out = elements.map(part)
  return out.every((p) => typeof p === 'string') ? out.join('') : out
}

function part(e: MessageFormatElement): Part {
  switch (e.type) {
    case TYPE.literal:
      return e.value
    case TYPE.pound:
      return 0
    case TYPE.argument:
      return ['a', e.value]
    case TYPE.number:
      return ['n', e.value, typeof e.style === 'string' ? e.style : '']
    case TYPE.select:
      return ['s', e.value, choices(e.options)]
    case TYPE.plural:
      return ['p', e.value, choices(e.options)]
    default:
      throw new Error(`format dates and times before they go into a message (type ${String(e.type)})`)
  }
}

function choices(options: Record<string, { value: MessageFormatElement[] }>): Record<string, Compiled> {
  return Object.fromEntries(Object.entries(options).map(([name, o]) => [name, parts(o.value)]))
}
