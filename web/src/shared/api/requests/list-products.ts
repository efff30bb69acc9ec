import { queryOptions } from '@tanstack/react-query'
import { answer, api, type Schema } from '../http'

export type Product = Schema['ProductView']

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/products', { params: { query: { archived: true } }, signal }))).items,
})
