import { useMutation } from '@tanstack/react-query'
import { answer, api } from '../../../shared/api/http'

/** Makes an address at which calendars read the market days; the one before it ends. */
export const useShareCalendar = () => useMutation({ mutationFn: () => answer(api.POST('/api/v1/calendar-feed')) })

/** Ends that address. */
export const useUnshareCalendar = () => useMutation({ mutationFn: () => answer(api.DELETE('/api/v1/calendar-feed')) })
