import { answer, api, type Schema } from '../../../shared/api/http'

export type Town = Schema['Town']

/** The towns of a name or postcode, the likeliest first. */
export const findPlaces = async ({ name, language }: { name: string; language: 'en' | 'es' | 'de' }): Promise<Town[]> =>
  (await answer(api.GET('/api/v1/places', { params: { query: { name, language } } }))).items
