import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Adds a market, or changes the one of that id. */
export function useSaveVenue(id?: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['CreateVenueInputBody']) =>
      id ? answer(api.PATCH('/api/v1/venues/{venue}', { params: { path: { venue: id } }, body })) : answer(api.POST('/api/v1/venues', { body })),
    onSuccess: () => Promise.all(['venues', 'market-days'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
