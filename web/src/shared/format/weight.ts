import { useMessages } from '../messages/messages'

/** What tells a weight in grams in the units that a vendor uses: "12.4 kg", "27 lb". */
export function useWeight(units: string | undefined): (grams: number) => string {
  const { locale } = useMessages()
  const unit = (name: string, digits: number) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: digits })
  const metric = (units ?? (locale === 'en-US' ? 'imperial' : 'metric')) === 'metric'
  return (grams) => {
    if (metric) return grams < 1000 ? unit('gram', 0).format(grams) : unit('kilogram', 1).format(grams / 1000)
    const pounds = grams / 453.59237
    return pounds < 1 ? unit('ounce', 0).format(pounds * 16) : unit('pound', pounds < 10 ? 1 : 0).format(pounds)
  }
}
