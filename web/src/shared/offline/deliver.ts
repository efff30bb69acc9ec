import type { QueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../api/http'
import { Problem } from '../api/problem'
import { onNetwork } from './network'
import { onOutbox, remove, update, waiting, type Entry } from './outbox'

const tryEvery = 30_000 // ms, while something waits

/** Sends what waits in the outbox whenever that may work: at once, when the network is back, and now and then. */
export function deliver(queries: QueryClient): void {
  const run = () => {
    if (waiting().some(ready)) void once(queries)
  }
  onOutbox(run)
  onNetwork(run)
  setInterval(run, tryEvery)
  addEventListener('visibilitychange', run)
}

const ready = (e: Entry): boolean => !e.problem && !e.conflict
let running = false

// One tab sends at a time, in the order in which things were done. What the API saw
// already, for its answer was lost, changes nothing the second time.
async function once(queries: QueryClient): Promise<void> {
  if (running) return
  running = true
  try {
    await navigator.locks.request('marketprep.deliver', async () => {
      for (let next = waiting().find(ready); next; next = waiting().find(ready)) {
        if (!(await sent(next))) return
        await Promise.all(changes[next.kind].map((key) => queries.invalidateQueries({ queryKey: [key] })))
      }
    })
  } finally {
    running = false
  }
}

// What is to be asked again when work has arrived.
const changes = { sellOut: ['sales'], packed: ['list'], override: ['list', 'lists'], report: ['reports'] } as const

async function send(entry: Entry): Promise<unknown> {
  switch (entry.kind) {
    case 'sellOut':
      return answer(api.POST('/api/v1/sell-outs', { body: entry.body }))
    case 'packed': {
      const { date, venue, tick } = entry.body
      return answer(api.PUT('/api/v1/recommendations/{date}/{venue}/packed', { params: { path: { date, venue } }, body: { ticks: [tick] } }))
    }
    case 'override': {
      const { date, venue, product, ...body } = entry.body
      return answer(api.PATCH('/api/v1/recommendations/{date}/{venue}/{product}', { params: { path: { date, venue, product } }, body }))
    }
    case 'report':
      return report(entry)
  }
}

// Whether to go on with the next one.
async function sent(entry: Entry): Promise<boolean> {
  try {
    await send(entry)
    const now = waiting().find((e) => e.id === entry.id)
    if (now && ready(now)) await remove(entry.id)
    return true
  } catch (error) {
    if (!(error instanceof Problem) || error.passing || error.status === 401) return false
    await update({ ...entry, problem: error.message })
    return true
  }
}

async function report(entry: Entry & { kind: 'report' }): Promise<void> {
  const { date, venue } = entry.body
  const theirs = await answer(api.GET('/api/v1/feedback/{date}/{venue}', { params: { path: { date, venue } } })).catch(unlessAbsent)
  if (theirs && same(theirs, entry.body)) return // it arrived, and the answer was lost
  if (theirs && theirs.at !== entry.basis && entry.basis !== 'mine') {
    await update({ ...entry, conflict: true })
    return
  }
  const { results } = await answer(api.POST('/api/v1/feedback/batch', { body: { reports: [{ ...entry.body, clientId: entry.id }] } }))
  const refused = results.find((r) => r.clientId === entry.id && !r.taken)
  if (refused) await update({ ...entry, problem: refused.problem ?? '' })
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof Problem && error.status === 404) return undefined
  throw error
}

// Whether a report says what was to be reported.
function same(theirs: Schema['Report'], mine: Schema['ReportedDay']): boolean {
  const items = theirs.items
  return (
    theirs.rating === (mine.rating ?? 0) && theirs.note === (mine.note ?? '') && items.length === mine.items.length &&
    mine.items.every((m) => items.some((t) => t.product === m.product && t.sold === m.sold && t.brought === m.brought && t.thrownAway === (m.thrownAway ?? 0) && t.soldOut === (m.soldOut ?? false)))
  )
}
