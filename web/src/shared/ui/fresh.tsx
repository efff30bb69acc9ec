import { useQuery, type DefaultError, type QueryKey, type UseQueryOptions } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { Loaded, Waiting } from './state'

const patience = 4000 // ms: then what is kept on this device must do

/**
 * Shows a form from what the API says now. What this device has kept would do to be
 * read, but whoever saves a form that began with it takes back what changed since.
 */
export function Fresh<T, K extends QueryKey>({ of, children }: { of: UseQueryOptions<T, DefaultError, T, K>; children: (data: T) => ReactNode }) {
  const query = useQuery({ ...of, refetchOnMount: 'always' })
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  // Once shown it stays: what is typed must not be lost to an answer that comes late.
  const [begun, setBegun] = useState(false)
  if (!begun && (query.isFetchedAfterMount || (late && query.data !== undefined))) setBegun(true)
  return begun ? <Loaded query={query}>{children}</Loaded> : <Waiting />
}
