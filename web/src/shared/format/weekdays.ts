import { useMessages } from '../messages/messages'
import { weekdays } from './days'

/** What weekdays are called in the language of the page, by their names in the API: mon, tue. */
export function useWeekdays(): (name: string) => string {
  const { locale } = useMessages()
  const f = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return (name) => f.format(new Date(Date.UTC(2024, 0, 1 + Math.max(weekdays.findIndex((d) => d === name), 0))))
}
