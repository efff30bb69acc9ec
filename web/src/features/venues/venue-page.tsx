import { useQuery } from '@tanstack/react-query'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useSay } from '../../shared/messages/messages'
import { Fresh } from '../../shared/ui/fresh'
import { Waiting } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { VenueForm } from './components/venue-form'

/** One market, or a new one. */
export default function VenuePage({ params }: { params: Record<string, string | undefined> }) {
  const say = useSay()
  const { data: vendor } = useQuery(vendorQuery)
  if (!vendor) return <Waiting />
  return (
    <Fresh of={venuesQuery}>
      {(all) => {
        const venue = all.find((v) => v.id === params.venue)
        return (
          <div className="stack">
            <Title over={say('venues.title')}>{venue?.name ?? say('venues.add')}</Title>
            <VenueForm key={venue?.id} venue={venue} currency={vendor.currency} />
          </div>
        )
      }}
    </Fresh>
  )
}
