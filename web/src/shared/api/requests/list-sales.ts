import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

export type SoldDay = Schema['SoldDay']

/** What was sold at a venue, or at all, the newest market day first. */
export const salesQuery = (from: string, to: string, venue?: string) =>
  queryOptions({
    queryKey: ['sales', from, to, venue ?? ''],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/sales', { params: { query: { from, to, ...(venue && { venue }) } }, signal }))).items,
  })
