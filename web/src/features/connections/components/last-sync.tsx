import { useQuery } from '@tanstack/react-query'
import { Problem } from '../../../shared/api/problem'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Trouble } from '../../../shared/ui/state'
import { ended, syncQuery } from '../api/get-sync'
import { Progress } from './progress'

/** How the newest sync went; while it runs, how far it is. */
export function LastSync() {
  const say = useSay()
  const { moment } = useFormats()
  const last = useQuery({ ...syncQuery('last'), retry: false })
  if (last.error instanceof Problem && last.error.status === 404) return <p className="note">{say('sync.never')}</p>
  if (last.error) return <Trouble error={last.error} />
  if (!last.data) return null
  if (!ended(last.data)) return <Progress sync={last.data.id} />
  return (
    <p className={`note ${last.data.status === 'failed' ? 'bad' : 'good'}`}>
      {say(last.data.status === 'failed' ? 'sync.lastFailed' : 'sync.last', { at: moment(last.data.finished ?? last.data.asked) })}
      {last.data.problems.length > 0 && ` ${last.data.problems.join(' ')}`}
    </p>
  )
}
