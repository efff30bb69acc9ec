import { answer, open, type Schema } from '../../../shared/api/http'

/** Makes an account. The answer is the same if the address has one already. */
export const register = (body: Schema['RegisterInputBody']) => answer(open.POST('/api/v1/auth/register', { body }))
