import { answer, api } from '../../../shared/api/http'

/** Begins to connect Square: where to send the browser. */
export const connectSquare = () => answer(api.POST('/api/v1/square/connection'))
