import { MarketList } from './components/market-list'

/** What to bring to a market that is not the next one. */
export default function MarketPage({ params }: { params: Record<string, string | undefined> }) {
  return <MarketList date={params.date ?? ''} venue={params.venue ?? ''} />
}
