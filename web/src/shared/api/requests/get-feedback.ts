import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'
import { Problem } from '../problem'

export type Report = Schema['Report']

/** What was reported of a market day; null if nothing was. */
export const reportQuery = (date: string, venue: string) =>
  queryOptions({
    queryKey: ['reports', date, venue],
    queryFn: async ({ signal }) => {
      try {
        return await answer(api.GET('/api/v1/feedback/{date}/{venue}', { params: { path: { date, venue } }, signal }))
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null
        throw error
      }
    },
  })
