import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'
import type { MarketDay } from './list-market-days'

export type MarketDayChange = Schema['SetMarketDayInputBody']

/** What the vendor has said of a day, so that a change keeps the rest: setting a day replaces all of it. */
export function said(day: MarketDay): MarketDayChange {
  const own = new Set(day.own)
  return {
    note: day.note,
    preOrders: Object.entries(day.preOrders ?? {}).map(([product, units]) => ({ product, units })),
    ...(own.has('status') && day.status !== 'none' && { status: day.status }),
    ...(own.has('opens') && { opens: day.opens }),
    ...(own.has('closes') && { closes: day.closes }),
    ...(own.has('fee') && day.fee !== undefined && { fee: day.fee }),
    ...(own.has('visitors') && day.visitors !== undefined && { visitors: day.visitors }),
  }
}

/** Says whether the vendor goes to a market on a day, and what is different then. */
export const setMarketDay = ({ date, venue, ...body }: MarketDayChange & { date: string; venue: string }) =>
  answer(api.PUT('/api/v1/market-days/{date}/{venue}', { params: { path: { date, venue } }, body }))

/** What rests on market days is asked again. */
export const marketDaysChanged = (queries: QueryClient) =>
  Promise.all(['market-days', 'lists', 'list'].map((key) => queries.invalidateQueries({ queryKey: [key] })))

export function useSetMarketDay() {
  const queries = useQueryClient()
  return useMutation({ mutationFn: setMarketDay, onSuccess: () => marketDaysChanged(queries) })
}
