import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Makes a link to a packing list; the one before it ends. */
export function useShare(date: string, venue: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/recommendations/{date}/{venue}/share', { params: { path: { date, venue } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list', date, venue] }),
  })
}
