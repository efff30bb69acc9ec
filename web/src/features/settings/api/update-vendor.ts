import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schema } from '../../../shared/api/http'
import { vendorQuery } from '../../../shared/api/requests/get-vendor'

export function useUpdateVendor() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['UpdateVendorInputBody']) => answer(api.PATCH('/api/v1/vendors/me', { body })),
    onSuccess: (vendor) => queries.setQueryData(vendorQuery.queryKey, vendor),
  })
}
