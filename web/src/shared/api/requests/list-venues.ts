import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

export type Venue = Schema['VenueView']

export const venuesQuery = queryOptions({
  queryKey: ['venues'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/venues', { params: { query: { archived: true } }, signal }))).items,
})
