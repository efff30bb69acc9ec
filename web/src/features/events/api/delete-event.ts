import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Takes events back. One that is gone already is no error, so that all may be asked for again. */
export function useDeleteEvents() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (events: string[]) => {
      for (const event of events) await answer(api.DELETE('/api/v1/events/{event}', { params: { path: { event } } }))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['events'] }),
  })
}
