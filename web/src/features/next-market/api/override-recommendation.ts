import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'
import { listQuery, type List } from '../../../shared/api/requests/get-recommendations'

/** Sets the vendor's own number of a product; null takes it back. */
export function useOverride(list: List, product: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['OverrideRecommendationInputBody']) =>
      answer(api.PATCH('/api/v1/recommendations/{date}/{venue}/{product}', { params: { path: { date: list.date, venue: list.venue, product } }, body })),
    onSuccess: async (changed) => {
      queries.setQueryData(listQuery(list.date, list.venue).queryKey, changed)
      await queries.invalidateQueries({ queryKey: ['lists'] })
    },
  })
}
