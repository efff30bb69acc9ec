import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Adds something that happens near the markets. */
export function useCreateEvent() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['CreateEventInputBody']) => answer(api.POST('/api/v1/events', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['events'] }),
  })
}
