import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, open, type Schema } from '../../../shared/api/http'

export type Letters = Schema['SettingsOutputBody']

/** Which letters go out, when, and what comes next. */
export const lettersQuery = queryOptions({
  queryKey: ['letters'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/notifications', { signal })),
})

/** Replaces what is said of letters. */
export function useSetLetters() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['SetNotificationSettingsInputBody']) => answer(api.PUT('/api/v1/notifications', { body })),
    onSuccess: (letters) => queries.setQueryData(lettersQuery.queryKey, letters),
  })
}

/** Stops all letters with the token of one. The answer is the same for a token that nobody has. */
export const stopLetters = (token: string) => answer(open.POST('/notifications/{token}/stop', { params: { path: { token } } }))
