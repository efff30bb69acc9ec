import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** What else happens near the markets between two days. */
export const eventsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['events', from, to],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/events', { params: { query: { from, to } }, signal }))).items,
  })
