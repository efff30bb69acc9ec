import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Loaded } from '../../../shared/ui/state'
import { healthQuery, type Gap } from '../api/get-data-health'

const mend: Record<Gap['kind'], string> = {
  noSales: '/start', reconnect: '/connections', staleSync: '/connections', unmapped: '/connections',
  places: '/venues', hours: '/venues', prices: '/products', costs: '/products', feedback: '/review',
}

/** What is missing from the data, what that costs, and where to mend it. */
export function DataHealth() {
  const say = useSay()
  const { percent } = useFormats()
  const health = useQuery(healthQuery)
  return (
    <Loaded query={health}>
      {({ gaps, score }) => (
        <>
          <p className={`note ${gaps.length === 0 ? 'good' : ''}`}>{gaps.length === 0 ? say('health.nothing') : say('health.score', { share: percent(score) })}</p>
          {gaps.length > 0 && <ul className="list">
            {gaps.map((gap) => (
              <li key={gap.kind}>
                <Link className="line" href={mend[gap.kind]}>
                  <span>
                    <strong>{say(`health.${gap.kind}`, { n: gap.count })}</strong>
                    <span className="soft small">{say(`health.why.${gap.kind}`)}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>}
        </>
      )}
    </Loaded>
  )
}
