import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSay } from '../../../shared/messages/messages'
import { Loaded } from '../../../shared/ui/state'
import { ended, syncQuery } from '../api/get-sync'

/** How far a sync is. It goes on if the page is closed. */
export function Progress({ sync }: { sync: string }) {
  const say = useSay()
  const queries = useQueryClient()
  const run = useQuery(syncQuery(sync))
  const over = ended(run.data)
  useEffect(() => {
    if (over) void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'syncs' })
  }, [over, queries])
  return (
    <Loaded query={run}>
      {(r) => (
        <div className={`note tight ${r.status === 'failed' ? 'bad' : r.status === 'done' ? 'good' : ''}`} role="status">
          <strong>{say(`sync.${r.status}`)}</strong>
          {!ended(r) && <progress aria-label={say('sync.running')} />}
          <p>{say('sync.counts', { orders: r.counts.orders, days: r.counts.marketDays, products: r.counts.newProducts })}</p>
          {!ended(r) && <p className="small">{say('sync.goesOn')}</p>}
          {r.problems.map((p) => (
            <p key={p} className="small">
              {p}
            </p>
          ))}
        </div>
      )}
    </Loaded>
  )
}
