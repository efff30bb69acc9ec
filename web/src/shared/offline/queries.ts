import { dehydrate, hydrate, QueryClient, type DehydratedState } from '@tanstack/react-query'
import { createStore, del, get, set } from 'idb-keyval'
import { Problem, Unreachable } from '../api/problem'
import { currentSession, onSession } from '../session/session'

const kept = createStore('marketprep-answers', 'by-vendor')
const keepFor = 14 * 86_400_000 // ms: a list of two weeks ago helps nobody
const saveAfter = 150 // ms: a screen's answers come in a bunch, and the page may be gone soon

/**
 * Makes the cache of answers. What it holds is kept on this device for the vendor who
 * is signed in, so that every screen opens without a network once it was seen.
 */
export function makeQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      // Ask even if the browser thinks that there is no network: it is often wrong.
      queries: { networkMode: 'always', staleTime: 60_000, gcTime: keepFor, retry: again, retryDelay: (n) => 1000 * 2 ** n },
      mutations: { networkMode: 'always' },
    },
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success') return
    timer ??= setTimeout(() => {
      timer = undefined
      void save(queries)
    }, saveAfter)
  })
  let vendor = vendorNow()
  onSession(() => {
    if (vendorNow() === vendor) return
    const left = vendor
    vendor = vendorNow()
    queries.clear()
    if (left && currentSession().state === 'out') void del(left, kept)
  })
  return queries
}

// A query that a refusal answers gets no other answer; one that nobody answers might.
function again(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof Problem && error.passing && !(error instanceof Unreachable)
}

function vendorNow(): string {
  const session = currentSession()
  return session.state === 'out' ? '' : session.who.vendor
}

async function save(queries: QueryClient): Promise<void> {
  const vendor = vendorNow()
  if (vendor) await set(vendor, dehydrate(queries, { shouldDehydrateQuery: (q) => q.state.status === 'success' && q.meta?.keep !== false }), kept)
}

/** Brings back what this device knew of the vendor who is signed in. */
export async function recall(queries: QueryClient): Promise<void> {
  const vendor = vendorNow()
  const state = vendor ? await get<DehydratedState>(vendor, kept).catch(() => undefined) : undefined
  if (!state || vendorNow() !== vendor) return
  const oldest = Date.now() - keepFor
  hydrate(queries, { ...state, queries: state.queries.filter((q) => q.state.dataUpdatedAt > oldest) })
  // Shown at once, and asked again: what was sent since may have changed it.
  await queries.invalidateQueries({ refetchType: 'none' })
}
