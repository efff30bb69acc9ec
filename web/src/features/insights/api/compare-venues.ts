import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** The markets of the last year side by side, the greatest revenue first. */
export const comparisonQuery = queryOptions({
  queryKey: ['insights', 'venues'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/insights/venues', { signal }))).venues,
})
