import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Feed = Schema['FeedView']

/** Who tells of events near the markets, and how fresh that is. */
export const feedsQuery = queryOptions({
  queryKey: ['feeds'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/event-feeds', { signal }))).items,
})
