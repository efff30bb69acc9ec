import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Follows a calendar no longer; its coming events go with it. */
export function useRemoveFeed() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (feed: string) => answer(api.DELETE('/api/v1/event-feeds/{feed}', { params: { path: { feed } } })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['feeds'] }), queries.invalidateQueries({ queryKey: ['events'] })]),
  })
}
