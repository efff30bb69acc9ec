import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** What was reported between two days, the newest market day first. */
export const reportsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['reports', 'between', from, to],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/feedback', { params: { query: { from, to, limit: 200 } }, signal }))).items,
  })
