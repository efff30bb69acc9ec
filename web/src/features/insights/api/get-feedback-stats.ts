import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** How accurate the lists of the last so many days were. */
export const feedbackStatsQuery = (days: number) =>
  queryOptions({
    queryKey: ['reports', 'stats', days],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/feedback/stats', { params: { query: { days } }, signal })),
  })
