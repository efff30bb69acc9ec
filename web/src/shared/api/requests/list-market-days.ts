import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

export type MarketDay = Schema['MarketDayView']

export const marketDaysQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['market-days', from, to],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/market-days', { params: { query: { from, to } }, signal }))).items,
  })
