import { answer, open, type Schema } from '../../../shared/api/http'

/** Signs in. */
export const logIn = (body: Schema['LogInInputBody']) => answer(open.POST('/api/v1/auth/login', { body }))
