import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** What was sold by week, of the last two years; empty: of all products, at all markets. */
export const seasonQuery = (product: string, venue: string) =>
  queryOptions({
    queryKey: ['insights', 'season', product, venue],
    queryFn: async ({ signal }) => {
      const { series } = await answer(api.GET('/api/v1/insights/seasons', { params: { query: { by: 'venue', limit: 50, ...(product && { product }), ...(venue && { venue }) } }, signal }))
      return series
    },
    meta: { keep: false },
  })
