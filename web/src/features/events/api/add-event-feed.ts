import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Follows a calendar; it is read at once. */
export function useAddFeed() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['AddEventFeedInputBody']) => answer(api.POST('/api/v1/event-feeds', { body })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['feeds'] }), queries.invalidateQueries({ queryKey: ['events'] })]),
  })
}
