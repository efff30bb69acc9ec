import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Dialog } from '../../shared/ui/dialog'
import { Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { connectSquare } from './api/connect-square'
import { disconnectSquare } from './api/disconnect-square'
import { squareQuery } from './api/get-square-status'
import { syncSales } from './api/sync-sales'
import { LastSync } from './components/last-sync'
import { Progress } from './components/progress'
import { SalesMapping } from './components/sales-mapping'
import { UnmappedSales } from './components/unmapped-sales'

/** Where sales come from, and whether they come. */
export default function ConnectionsPage() {
  const say = useSay()
  const { moment } = useFormats()
  const square = useQuery(squareQuery)
  const connected = square.data?.state === 'connected'
  return (
    <div className="stack">
      <Title>{say('connections.title')}</Title>
      <Loaded query={square}>
        {(s) => (
          <section className="card stack">
            <div className="spread">
              <h2>Square</h2>
              <span className={`chip ${s.state === 'connected' ? 'good' : s.state === 'reconnect' ? 'bad' : ''}`}>{say(`connections.${s.state}`)}</span>
            </div>
            {s.state === 'connected' ? (
              <>
                <p className="soft">
                  {say('connections.since', { at: s.connectedAt ? moment(s.connectedAt) : '–', n: s.locations })}
                </p>
                <LastSync />
                <Fetch />
                <Disconnect />
              </>
            ) : (
              <>
                <p>{say(s.state === 'reconnect' ? 'connections.lost' : 'connections.why')}</p>
                <Connect />
              </>
            )}
          </section>
        )}
      </Loaded>
      {connected && <UnmappedSales />}
      {connected && <SalesMapping />}
      <section className="card tight">
        <h2>{say('connections.file')}</h2>
        <p className="soft">{say('connections.fileHint')}</p>
        <Link className="button" href="/start">
          {say('start.sales')}
        </Link>
      </section>
    </div>
  )
}

function Connect() {
  const say = useSay()
  const connect = useMutation({ mutationFn: connectSquare, onSuccess: ({ url }) => location.assign(url) })
  return (
    <>
      {connect.error && <Trouble error={connect.error} />}
      <button className="button main" disabled={connect.isPending} onClick={() => connect.mutate()}>
        {say(connect.isPending ? 'state.sending' : 'connections.connect')}
      </button>
    </>
  )
}

function Fetch() {
  const say = useSay()
  const fetch = useMutation({ mutationFn: syncSales })
  return (
    <>
      <button className="button main" disabled={fetch.isPending} onClick={() => fetch.mutate()}>
        {say('connections.fetch')}
      </button>
      {fetch.error && <Trouble error={fetch.error} />}
      {fetch.data && <Progress key={fetch.data.id} sync={fetch.data.id} />}
    </>
  )
}

function Disconnect() {
  const say = useSay()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const leave = useMutation({
    mutationFn: disconnectSquare,
    onSuccess: async () => {
      setAsking(false)
      await queries.invalidateQueries({ queryKey: ['square'] })
    },
  })
  return (
    <>
      <button className="button" onClick={() => setAsking(true)}>
        {say('connections.disconnect')}
      </button>
      {asking && (
        <Dialog title={say('connections.disconnectTitle')} onClose={() => setAsking(false)}>
          <p>{say('connections.disconnectHint')}</p>
          {leave.error && <Trouble error={leave.error} />}
          <div className="row">
            <button className="button main" onClick={() => setAsking(false)}>
              {say('state.cancel')}
            </button>
            <button className="button danger" disabled={leave.isPending} onClick={() => leave.mutate()}>
              {say('connections.disconnect')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
