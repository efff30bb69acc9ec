import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

export const squareQuery = queryOptions({
  queryKey: ['square'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/square/connection', { signal })),
})
