import { queryOptions } from '@tanstack/react-query'
import { addDays, today } from '../../format/days'
import { answer, api, type Schema } from '../http'

export type ListSummary = Schema['SetSummary']

/** The lists from today on, in order of day. */
export const listsQuery = () => {
  const from = today()
  return queryOptions({
    queryKey: ['lists', from],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/recommendations', { params: { query: { from, to: addDays(from, 27) } }, signal }))).items,
  })
}
