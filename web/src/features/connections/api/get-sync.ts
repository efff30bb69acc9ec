import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Run = Schema['Run']
export const ended = (run: Run | undefined): boolean => run?.status === 'done' || run?.status === 'failed'

/** How far a sync is; asked again every two seconds until it has ended. */
export const syncQuery = (sync: string) =>
  queryOptions({
    queryKey: ['syncs', sync],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/syncs/{sync}', { params: { path: { sync } }, signal })),
    refetchInterval: (query) => (ended(query.state.data) ? false : 2000),
    staleTime: 0,
    meta: { keep: false },
  })
