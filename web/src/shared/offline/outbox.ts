import { clear, createStore, del, entries, set } from 'idb-keyval'
import { useSyncExternalStore } from 'react'
import type { Schema } from '../api/http'
import { currentSession, onSession } from '../session/session'

/** What a vendor did that the API may not know yet. */
export type Work =
  | { kind: 'sellOut'; body: Schema['RecordSellOutInputBody'] }
  | { kind: 'packed'; body: { date: string; venue: string; tick: Schema['Tick'] } }
  | { kind: 'override'; body: { date: string; venue: string; product: string } & Schema['OverrideRecommendationInputBody'] }
  | { kind: 'report'; body: Schema['ReportedDay']; /** When the report that it changes was made; empty: there was none. */ basis: string }

export type Entry = Work & {
  /** Made here; the API answers with it. */
  id: string
  vendor: string
  at: number
  /** What it is about, for the vendor to read. */
  title: string
  /** Why it was not taken; until the vendor decides, it is not sent again. */
  problem?: string
  /** Somebody else has changed the same report since. */
  conflict?: boolean
}

const store = createStore('marketprep-outbox', 'entries')
const tabs = new BroadcastChannel('marketprep.outbox')
const listeners = new Set<() => void>()
let all: readonly Entry[] = []

tabs.onmessage = () => void refresh()
onSession(() => void refresh())

async function refresh(): Promise<void> {
  const session = currentSession()
  const vendor = session.state === 'out' ? '' : session.who.vendor
  const kept = await entries<string, Entry>(store).catch(() => [])
  all = kept.map(([, entry]) => entry).filter((entry) => entry.vendor === vendor).sort((a, b) => a.at - b.at)
  listeners.forEach((listener) => listener())
}

async function changed(): Promise<void> {
  await refresh()
  tabs.postMessage('changed')
}

/** Puts work in, to be sent as soon as that works; see deliver. Later work on the same thing replaces it. */
export async function add(title: string, work: Work): Promise<Entry> {
  const session = currentSession()
  if (session.state === 'out') throw new Error('nobody is signed in')
  const entry: Entry = { ...work, id: crypto.randomUUID(), vendor: session.who.vendor, at: Date.now(), title }
  const same = all.filter((e) => about(e) === about(entry))
  await set(entry.id, entry, store)
  await Promise.all(same.map((e) => del(e.id, store)))
  await changed()
  return entry
}

function about({ kind, body }: Work): string {
  return [kind, body.date, body.venue, 'tick' in body ? (body.tick.product ?? body.tick.equipment) : 'product' in body ? body.product : ''].join()
}

/** Takes an entry out: it arrived, or the vendor gave it up. */
export async function remove(id: string): Promise<void> {
  await del(id, store)
  await changed()
}

/** Replaces an entry. One that was taken out meanwhile stays out. */
export async function update(entry: Entry): Promise<void> {
  if (!all.some((e) => e.id === entry.id)) return
  await set(entry.id, entry, store)
  await changed()
}

/** Forgets everything, of every vendor on this device. */
export async function forgetAll(): Promise<void> {
  await clear(store)
  await changed()
}

export const waiting = (): readonly Entry[] => all

export function onOutbox(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What waits to be sent, oldest first, with what was not taken. */
export const useOutbox = (): readonly Entry[] => useSyncExternalStore(onOutbox, waiting)

/** Reads what waited when these pages were last open. */
export const openOutbox = refresh
