import { answer, api, type Schema } from '../../../shared/api/http'
import type { Language } from '../../../shared/messages/messages'

export type Town = Schema['Town']

/** The towns of a name or postcode, the likeliest first. */
export const findPlaces = async ({ name, language }: { name: string; language: Language }): Promise<Town[]> =>
  (await answer(api.GET('/api/v1/places', { params: { query: { name, language } } }))).items
