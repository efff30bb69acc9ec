import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Day = Schema['Review']

/** How a market day went, and what it taught. */
export const dayQuery = (date: string, venue: string) =>
  queryOptions({
    queryKey: ['reports', 'went', date, venue],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/insights/market-days/{date}/{venue}', { params: { path: { date, venue } }, signal })),
  })
