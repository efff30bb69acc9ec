import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { answer, api } from '../../shared/api/http'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { useSay } from '../../shared/messages/messages'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { BringSales } from './components/bring-sales'
import './components/start.css'

/** Five minutes from an empty account to the first list. */
export default function StartPage() {
  const say = useSay()
  const venues = useQuery(venuesQuery)
  const named = (venues.data ?? []).filter((v) => !v.archived)
  const dated = named.filter((v) => v.recurs)
  return (
    <div className="stack">
      <Title>{say('start.title')}</Title>
      <p className="soft">{say('start.hint')}</p>
      <ol className="steps">
        <li>
          <h2>{say('start.sales')}</h2>
          <BringSales />
          <p className="small">
            {say('start.orSquare')} <Link href="/connections">{say('start.square')}</Link>
          </p>
        </li>
        <li>
          <h2>{say('start.markets')}</h2>
          {named.length > 0 && (
            <ul className="list">
              {named.map((v) => (
                <li key={v.id}>
                  <Link className="line" href={`/venues/${v.id}`}>
                    <strong>{v.name}</strong>
                    <span className={v.recurs && v.place ? 'chip good' : 'chip warn'}>{say(!v.recurs ? 'start.undated' : v.place ? 'start.dated' : 'start.unplaced')}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
          <Link className="button" href="/venues/new">
            {say('venues.add')}
          </Link>
        </li>
        <li>
          <h2>{say('start.list')}</h2>
          <FirstList ready={dated.length > 0} />
        </li>
      </ol>
      <p className="soft small">
        {say('start.later')} <Link href="/products">{say('products.title')}</Link>
      </p>
    </div>
  )
}

function FirstList({ ready }: { ready: boolean }) {
  const say = useSay()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const make = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/recommendations', { body: {} })),
    onSuccess: async () => {
      await queries.invalidateQueries()
      go('/')
    },
  })
  return (
    <div className="tight">
      <p className="soft">{say(ready ? 'start.listReady' : 'start.listWaits')}</p>
      <button className="button main" disabled={!ready || make.isPending} onClick={() => make.mutate()}>
        {say(make.isPending ? 'state.sending' : 'start.make')}
      </button>
      {make.error && <Trouble error={make.error} />}
    </div>
  )
}
