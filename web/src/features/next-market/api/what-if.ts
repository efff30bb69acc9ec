import { answer, api, type Schema } from '../../../shared/api/http'

export type Question = Schema['WhatIfInputBody']
export type Outcome = Schema['WhatIfOutputBody']

/** How a list would be if things were otherwise. Nothing is kept. */
export const whatIf = ({ date, venue, body }: { date: string; venue: string; body: Question }) =>
  answer(api.POST('/api/v1/recommendations/{date}/{venue}/what-if', { params: { path: { date, venue } }, body }))
