import { use } from 'react'
import type { List } from '../../../shared/api/requests/get-recommendations'
import type { MarketDay } from '../../../shared/api/requests/list-market-days'
import { said, useSetMarketDay } from '../../../shared/api/requests/set-market-day'
import { useMessages } from '../../../shared/messages/messages'
import { Dialog } from '../../../shared/ui/dialog'
import { Trouble } from '../../../shared/ui/state'

interface Props {
  list: List
  /** The day of the list as the calendar has it; undefined: it is not known yet. */
  day: MarketDay | undefined
  onClose: () => void
}

/** Asks whether one really does not go, or, of a day that was called off, goes after all. */
export default function Skip({ list, day, onClose }: Props) {
  const { say, whole } = useMessages()
  use(whole)
  const set = useSetMarketDay()
  const skipped = day?.status === 'skipped'
  const go = (status: 'planned' | 'skipped') => set.mutate({ ...(day && said(day)), date: list.date, venue: list.venue, status }, { onSuccess: onClose })
  return (
    <Dialog title={say(skipped ? 'skip.againTitle' : 'skip.title', { venue: list.venueName })} onClose={onClose}>
      <p>{say(skipped ? 'skip.againHint' : 'skip.hint')}</p>
      {set.error && <Trouble error={set.error} />}
      <div className="row">
        <button className="button main" onClick={() => (skipped ? go('planned') : onClose())} disabled={set.isPending}>
          {say(skipped ? 'next.goAfterAll' : 'skip.no')}
        </button>
        <button className={skipped ? 'button' : 'button danger'} disabled={set.isPending} onClick={() => (skipped ? onClose() : go('skipped'))}>
          {say(skipped ? 'state.cancel' : 'skip.yes')}
        </button>
      </div>
    </Dialog>
  )
}
