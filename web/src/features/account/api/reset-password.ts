import { answer, open } from '../../../shared/api/http'

/** Sets a new password with the token of a letter, and ends all sessions. */
export const resetPassword = ({ token, password }: { token: string; password: string }) =>
  answer(open.POST('/api/v1/auth/password-resets/{token}', { params: { path: { token } }, body: { password } }))
