import * as v from 'valibot'
import type { Key } from '../messages/messages'

type Checked<T> = { value: T; wrong: Record<string, never> } | { value?: never; wrong: Partial<Record<string, Key>> }

/**
 * Reads a form by a schema whose complaints are keys of messages. What is wrong comes
 * by the names of the fields; the first of them gets the focus.
 */
export function entered<S extends v.ObjectSchema<v.ObjectEntries, undefined>>(schema: S, form: HTMLFormElement): Checked<v.InferOutput<S>> {
  const read = v.safeParse(schema, Object.fromEntries(new FormData(form)))
  if (read.success) return { value: read.output, wrong: {} }
  const wrong: Partial<Record<string, Key>> = {}
  for (const issue of read.issues) wrong[v.getDotPath(issue) ?? ''] ??= issue.message as Key
  const first = [...form.elements].find((e) => (e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement) && e.name in wrong)
  if (first instanceof HTMLElement) first.focus()
  return { wrong }
}
