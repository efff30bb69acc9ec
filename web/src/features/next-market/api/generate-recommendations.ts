import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Makes lists from what is known now. */
export function useGenerate() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['GenerateRecommendationsInputBody']) => answer(api.POST('/api/v1/recommendations', { body })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['lists'] }), queries.invalidateQueries({ queryKey: ['list'] })]),
  })
}
