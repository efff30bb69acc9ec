import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Takes an event back. */
export function useDeleteEvent() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (event: string) => answer(api.DELETE('/api/v1/events/{event}', { params: { path: { event } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['events'] }),
  })
}
