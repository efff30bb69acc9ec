import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listsQuery } from '../../shared/api/requests/list-recommendations'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { useSay } from '../../shared/messages/messages'
import { Empty, Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { useGenerate } from './api/generate-recommendations'
import { MarketList } from './components/market-list'

/** What to bring to the next market. */
export default function NextMarketPage() {
  const lists = useQuery(listsQuery())
  return <Loaded query={lists}>{([first]) => (first ? <MarketList date={first.date} venue={first.venue} /> : <NoList />)}</Loaded>
}

function NoList() {
  const say = useSay()
  const venues = useQuery(venuesQuery)
  const generate = useGenerate()
  const begun = (venues.data ?? []).some((v) => !v.archived)
  return (
    <div className="stack">
      <Title>{say('next.title')}</Title>
      {begun ? (
        <Empty
          icon="basket"
          title={say('next.noListTitle')}
          action={
            <>
              <button className="button main" disabled={generate.isPending} onClick={() => generate.mutate({})}>
                {say(generate.isPending ? 'state.sending' : 'next.generate')}
              </button>
              <Link href="/calendar">{say('next.toCalendar')}</Link>
              {generate.data?.items.length === 0 && <p className="note">{say('next.nothingMade')}</p>}
              {generate.error && <Trouble error={generate.error} />}
            </>
          }
        >
          {say('next.noListHint')}
        </Empty>
      ) : (
        <Empty icon="basket" title={say('next.emptyTitle')} action={<Link className="button main" href="/start">{say('next.begin')}</Link>}>
          {say('next.emptyHint')}
        </Empty>
      )}
    </div>
  )
}
