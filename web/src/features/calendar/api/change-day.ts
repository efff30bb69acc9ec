import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'
import { marketDaysChanged, setMarketDay, type MarketDayChange } from '../../../shared/api/requests/set-market-day'
import { addDays, today } from '../../../shared/format/days'

// For how many days ahead there are lists.
const listed = 7

/** Says what is different on a day, and has its list, if there is one, made anew: it knows nothing of it yet. */
export function useChangeDay(date: string, venue: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: MarketDayChange) => {
      const day = await setMarketDay({ ...body, date, venue })
      const isListed = day.status === 'planned' && date >= today() && date <= addDays(today(), listed)
      if (isListed) await answer(api.POST('/api/v1/recommendations', { body: { date, venue } }))
      return isListed
    },
    onSuccess: () => marketDaysChanged(queries),
  })
}
