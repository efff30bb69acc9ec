import { answer, open } from '../../../shared/api/http'

/** Has a link sent with which to set a new password. The answer is the same if nobody has the address. */
export const requestPasswordReset = (email: string) => answer(open.POST('/api/v1/auth/password-resets', { body: { email } }))
