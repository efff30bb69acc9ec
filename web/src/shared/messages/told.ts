import type { Schema } from '../api/http'
import { useFormats } from '../format/format'
import type { Values } from './format'
import { useSay, type Key } from './messages'

/** Says what the API tells by kinds: in the language of the page, or in its own English words if the kind is new to us. */
export function useTold(): (of: 'note' | 'lesson', note: Schema['Note']) => string {
  const say = useSay()
  const f = useFormats()
  const value = (name: string, text: string) => (name === 'day' ? f.shortDay(text) : name === 'at' ? f.moment(text) : /^\d+$/.test(text) ? Number(text) : text)
  return (of, { kind, text, values = {} }) => {
    const ready: Values = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, value(name, v)]))
    const key = of === 'note' ? `note.${kind}` : `lesson.${kind}`
    return say(key as Key, ready) || text
  }
}
