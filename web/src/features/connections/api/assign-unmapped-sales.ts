import { answer, api, type Schema } from '../../../shared/api/http'

/** Says at which market sales of the till were. */
export const assignUnmappedSales = (item: Schema['Assignment']) => answer(api.POST('/api/v1/sales/unmapped', { body: { items: [item] } }))
