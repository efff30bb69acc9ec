import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Ends the link to a packing list. */
export function useUnshare(date: string, venue: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/recommendations/{date}/{venue}/share', { params: { path: { date, venue } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list', date, venue] }),
  })
}
