import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'
import { feedsQuery } from './list-event-feeds'

/** Asks all sources for events now: ten seconds at most. */
export function useFetchEvents() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/events/fetch')),
    onSuccess: async ({ items }) => {
      queries.setQueryData(feedsQuery.queryKey, items)
      await queries.invalidateQueries({ queryKey: ['events'] })
    },
  })
}
