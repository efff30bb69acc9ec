import { answer, open } from '../../../shared/api/http'

/** How each part of the system is, for who has the operator's key. */
export const getDetailedHealth = (key: string) => answer(open.GET('/health/detailed', { params: { header: { 'X-Operator-Key': key } } }))
