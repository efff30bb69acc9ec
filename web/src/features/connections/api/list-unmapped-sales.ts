import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Unmapped = Schema['UnmappedSales']

/** Sales of the till of which nobody knows at which market they were. */
export const unmappedQuery = queryOptions({
  queryKey: ['unmapped'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/sales/unmapped', { signal }))).items,
})
