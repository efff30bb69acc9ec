import { queryOptions, useQuery } from '@tanstack/react-query'
import { answer, api } from '../http'

export const vendorQuery = queryOptions({
  queryKey: ['vendor'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/vendors/me', { signal })),
  staleTime: 10 * 60_000,
})

/** The currency of the vendor's amounts. */
export const useCurrency = (): string => useQuery(vendorQuery).data?.currency ?? 'USD'
