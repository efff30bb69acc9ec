import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Takes a market out of the calendar; its sales are kept. */
export function useArchiveVenue(venue: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/venues/{venue}/archive', { params: { path: { venue } } })),
    onSuccess: () => Promise.all(['venues', 'market-days', 'lists'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
