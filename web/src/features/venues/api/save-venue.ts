import { useMutation, useQueryClient } from '@tanstack/react-query'
import { today } from '../../../shared/format/days'
import { answer, api, type Schema } from '../../../shared/api/http'

/** Adds a market, or changes the one of that id. */
export function useSaveVenue(id?: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['CreateVenueInputBody']) =>
      id ? answer(api.PATCH('/api/v1/venues/{venue}', { params: { path: { venue: id } }, body })) : answer(api.POST('/api/v1/venues', { body })),
    onSuccess: (venue) => {
      // Has the weather of a new place read now, for the next lists; nobody waits for it.
      if (venue.place) void api.GET('/api/v1/weather', { params: { query: { venue: venue.id, date: today() } } }).catch(() => undefined)
      return Promise.all(['venues', 'market-days'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
    },
  })
}
