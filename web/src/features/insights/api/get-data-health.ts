import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Gap = Schema['Gap']

/** What is missing from the data, the most urgent first. */
export const healthQuery = queryOptions({
  queryKey: ['insights', 'health'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/insights/data-health', { signal })),
})
