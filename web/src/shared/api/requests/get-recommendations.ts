import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

export type List = Schema['Set']
export type Item = Schema['Item']

export const listQuery = (date: string, venue: string) =>
  queryOptions({
    queryKey: ['list', date, venue],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/recommendations/{date}/{venue}', { params: { path: { date, venue } }, signal })),
  })
