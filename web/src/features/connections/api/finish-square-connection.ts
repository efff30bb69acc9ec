import { answer, api } from '../../../shared/api/http'

/** Finishes what connectSquare began, with what Square sent back. */
export const finishSquareConnection = (sent: URLSearchParams) => {
  const value = (name: string) => sent.get(name) ?? undefined
  const query = { state: sent.get('state') ?? '', code: value('code'), error: value('error'), error_description: value('error_description'), response_type: value('response_type') }
  return answer(api.GET('/api/v1/square/callback', { params: { query } }))
}
