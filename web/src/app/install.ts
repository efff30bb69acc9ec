import { useSyncExternalStore } from 'react'

// The page's policy lets only this through where scripts are loaded by name.
interface ScriptPolicy {
  createScriptURL: (url: string) => string
}
interface TrustedTypes {
  createPolicy: (name: string, rules: ScriptPolicy) => ScriptPolicy
}
declare const trustedTypes: TrustedTypes | undefined

const worker = '/sw.js'
let next: ServiceWorker | null = null
const listeners = new Set<() => void>()

/** Installs what makes these pages open without a network. */
export function install(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const only: ScriptPolicy = {
    createScriptURL: (url) => {
      if (url !== worker) throw new TypeError(`${url} is no script of ours`)
      return url
    },
  }
  const policy = typeof trustedTypes === 'undefined' ? only : trustedTypes.createPolicy('marketprep', only)
  void navigator.serviceWorker.register(policy.createScriptURL(worker)).then(watch)
  const had = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (had) location.reload()
  })
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return
    next = registration.waiting
    listeners.forEach((listener) => listener())
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
}

/** Whether a newer version of the pages waits to be used. */
export const useUpdate = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => next !== null,
  )

/** Uses the newer version, in all tabs. */
export const applyUpdate = (): void => next?.postMessage('change')
