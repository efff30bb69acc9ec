import { useQuery } from '@tanstack/react-query'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useSay } from '../../shared/messages/messages'
import { Fresh } from '../../shared/ui/fresh'
import { Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { VenueForm } from './components/venue-form'

/** One market, or a new one. */
export default function VenuePage({ params }: { params: Record<string, string | undefined> }) {
  const say = useSay()
  const vendor = useQuery(vendorQuery)
  return (
    <Fresh of={venuesQuery}>
      {(all) => {
        const venue = all.find((v) => v.id === params.venue)
        return (
          <div className="stack">
            <Title over={say('venues.title')}>{venue?.name ?? say('venues.add')}</Title>
            <Loaded query={vendor}>{(v) => <VenueForm key={venue?.id} venue={venue} currency={v.currency} />}</Loaded>
          </div>
        )
      }}
    </Fresh>
  )
}
