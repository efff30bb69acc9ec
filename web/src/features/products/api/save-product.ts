import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Adds a product, or changes the one of that id. */
export function useSaveProduct(id?: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['CreateProductInputBody']) =>
      id ? answer(api.PATCH('/api/v1/products/{product}', { params: { path: { product: id } }, body })) : answer(api.POST('/api/v1/products', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['products'] }),
  })
}
