import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

export type Accuracy = Schema['GetAccuracyOutputBody']
export type Score = Schema['Accuracy']

/** How good the lists were in the last year, against "same as last week". */
export const accuracyQuery = queryOptions({
  queryKey: ['insights', 'accuracy'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/insights/accuracy', { signal })),
})
