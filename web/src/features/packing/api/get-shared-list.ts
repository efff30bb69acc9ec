import { queryOptions } from '@tanstack/react-query'
import { answer, open } from '../../../shared/api/http'

export const sharedListQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => answer(open.GET('/api/v1/shared/{token}', { params: { path: { token } }, signal })),
    meta: { keep: false },
  })
