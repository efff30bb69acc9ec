import { createContext, use } from 'react'
import type texts from './en.json'
import { format, type Compiled, type Values } from './format'

export type Key = keyof typeof texts
export const languages = ['en', 'es', 'de'] as const
export type Language = (typeof languages)[number]
export const languageNames: Record<Language, string> = { en: 'English', es: 'Español', de: 'Deutsch' }

/** The text of a message in the language of the page. */
export type Say = (key: Key, values?: Values) => string

export interface Messages {
  language: Language
  /** For numbers and dates: the browser's own variant of the language, if it is one. */
  locale: string
  say: Say
  /** Whether everything can be said, or the first view alone. */
  whole: Promise<void>
}

const chosen = 'marketprep.language'

/** The language that was chosen here, else the first of the browser's that we speak. */
export function preferred(): Language {
  const wanted = [localStorage.getItem(chosen), ...navigator.languages]
  return wanted.map((w) => languages.find((l) => l === w?.slice(0, 2).toLowerCase())).find((l) => l !== undefined) ?? 'en'
}

/** Loads a language as far as the first view needs it; whole says when the rest is there, too. */
export async function load(language: Language): Promise<Messages> {
  const [first, rest] = files[language]
  const all = { ...(await first()).default }
  const whole = rest().then(({ default: more }) => void Object.assign(all, more))
  const locale = navigator.languages.find((l) => l.startsWith(language)) ?? language
  return { language, locale, whole, say: (key, values) => format(locale, all[key] ?? '', values) }
}

type Part = () => Promise<{ default: Record<string, Compiled> }>
const part = (file: Promise<unknown>) => file as ReturnType<Part>
const files: Record<Language, [Part, Part]> = {
  en: [() => part(import('./en.json?first')), () => part(import('./en.json?rest'))],
  es: [() => part(import('./es.json?first')), () => part(import('./es.json?rest'))],
  de: [() => part(import('./de.json?first')), () => part(import('./de.json?rest'))],
}

/** Changes the language of these pages, here and from now on. */
export function choose(language: Language): void {
  localStorage.setItem(chosen, language)
  dispatchEvent(new Event(changed))
}

export const changed = 'marketprep-language'

export const MessagesContext = createContext<Messages | undefined>(undefined)

export function useMessages(): Messages {
  const messages = use(MessagesContext)
  if (!messages) throw new Error('useMessages is used outside of the app')
  return messages
}

/** What says a message in the language of the page. */
export const useSay = (): Say => useMessages().say
