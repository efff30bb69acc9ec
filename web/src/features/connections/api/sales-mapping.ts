import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Rule = Schema['MappingRule']

/** The rules by which the till's orders are placed, and the till's locations. */
export const mappingQuery = queryOptions({
  queryKey: ['mapping'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/square/mapping', { signal })),
})

/** Replaces all rules; market days are then counted again. */
export function useSetMapping() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (rules: Rule[]) => answer(api.PUT('/api/v1/square/mapping', { body: { rules } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mapping'] }),
  })
}
