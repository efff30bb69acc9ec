import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** A year's sales, summed up by venue, weekday and product. */
export const salesStatsQuery = queryOptions({
  queryKey: ['sales', 'stats'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/sales/stats', { signal })),
})
