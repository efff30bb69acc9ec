import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Takes a product off the lists; its sales are kept. */
export function useArchiveProduct(product: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/products/{product}/archive', { params: { path: { product } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['products'] }),
  })
}
