import { answer, api } from '../../../shared/api/http'

export const disconnectSquare = () => answer(api.DELETE('/api/v1/square/connection'))
