import { answer, api } from '../../../shared/api/http'

/** Fetches sales from the till now; see get-sync for how far it is. */
export const syncSales = () => answer(api.POST('/api/v1/sales/sync'))
