import { authorized } from '../session/session'
import { heardFrom } from '../offline/network'
import { createClient } from './client'
import { Problem, Unreachable } from './problem'
import type { components, paths } from './schema'

/** The types of the API's documents, by their names in docs/openapi.json. */
export type Schema = components['schemas']

// Longer than the API takes for anything (29 s), so that the page never gives up on
// something that was done after all; shorter than patience.
const patience = 30_000

/** Calls the API: typed by docs/openapi.json, as whoever is signed in. */
export const api = createClient<paths>(authorized(send))

/** Calls what needs no session. */
export const open = createClient<paths>(send)

/** Sends a request. It fails with Unreachable if no answer comes. */
async function send(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) })
    heardFrom(true)
    return answer
  } catch (cause) {
    if (request.signal.aborted) throw cause
    heardFrom(false)
    throw new Unreachable({ cause })
  }
}

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** What the API answered. It fails with Problem if that is a refusal. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw new Problem(response, error)
  return data as T // undefined where the document says that there is nothing
}
