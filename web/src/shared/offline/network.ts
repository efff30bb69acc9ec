import { useSyncExternalStore } from 'react'

// What the browser says is only half of it: a phone at a market often has bars and
// no way through. So what came of the last request counts.
let reached = navigator.onLine
const listeners = new Set<() => void>()

/** Notes whether the last request got an answer. */
export function heardFrom(answered: boolean): void {
  if (answered === reached) return
  reached = answered
  listeners.forEach((listener) => listener())
}

addEventListener('online', () => heardFrom(true))
addEventListener('offline', () => heardFrom(false))

/** Calls listener whenever the network comes or goes. Returns what ends that. */
export function onNetwork(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isOnline = (): boolean => reached

/** Whether the API can be reached, as far as we know. */
export const useOnline = (): boolean => useSyncExternalStore(onNetwork, isOnline)
