import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

type Change = Schema['SetMarketDayInputBody'] & { date: string; venue: string }

/** Says whether the vendor goes to a market on a day, and what is different then. */
export function useSetMarketDay() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ date, venue, ...body }: Change) => answer(api.PUT('/api/v1/market-days/{date}/{venue}', { params: { path: { date, venue } }, body })),
    onSuccess: () =>
      Promise.all(['market-days', 'lists', 'list'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
