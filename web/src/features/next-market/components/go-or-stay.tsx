import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { marketDaysQuery } from '../../../shared/api/requests/list-market-days'
import { useSetMarketDay } from '../../../shared/api/requests/set-market-day'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Dialog } from '../../../shared/ui/dialog'
import { Trouble } from '../../../shared/ui/state'

/** What the day should bring, whether it pays, and the way not to go. */
export function GoOrStay({ list }: { list: List }) {
  const say = useSay()
  const { money, number } = useFormats()
  const currency = useCurrency()
  const t = list.totals
  return (
    <section className={`verdict ${t.verdict}`} aria-label={say('next.totals')}>
      <p className="spread">
        <strong>{say(`next.verdict.${t.verdict}`)}</strong>
        <Skip list={list} />
      </p>
      <dl className="facts">
        <div>
          <dt>{say('next.revenue')}</dt>
          <dd>{money(t.expectedRevenue, currency)}</dd>
        </div>
        <div>
          <dt>{say('next.profit')}</dt>
          <dd>{t.expectedProfit === undefined ? '–' : money(t.expectedProfit, currency)}</dd>
        </div>
        <div>
          <dt>{say('next.units')}</dt>
          <dd>{number(t.units)}</dd>
        </div>
        <div>
          <dt>{say('next.left')}</dt>
          <dd>{number(t.expectedLeft)}</dd>
        </div>
      </dl>
      {t.expectedProfit === undefined && <p className="small">{say('next.noCosts')}</p>}
    </section>
  )
}

function Skip({ list }: { list: List }) {
  const say = useSay()
  const [asking, setAsking] = useState(false)
  const { data: days } = useQuery(marketDaysQuery(list.date, list.date))
  const set = useSetMarketDay()
  const day = days?.find((d) => d.venue === list.venue)
  const preOrders = Object.entries(day?.preOrders ?? {}).map(([product, units]) => ({ product, units }))
  const go = (status: 'planned' | 'skipped') =>
    set.mutate({ date: list.date, venue: list.venue, status, note: day?.note ?? '', preOrders }, { onSuccess: () => setAsking(false) })
  if (day?.status === 'skipped') {
    return (
      <button className="button no-print" disabled={set.isPending} onClick={() => go('planned')}>
        {say('next.goAfterAll')}
      </button>
    )
  }
  return (
    <>
      <button className="button no-print" onClick={() => setAsking(true)}>
        {say('next.skip')}
      </button>
      {asking && (
        <Dialog title={say('next.skipTitle', { venue: list.venueName })} onClose={() => setAsking(false)}>
          <p>{say('next.skipHint')}</p>
          {set.error && <Trouble error={set.error} />}
          <div className="row">
            <button className="button main" onClick={() => setAsking(false)}>
              {say('next.skipNo')}
            </button>
            <button className="button danger" disabled={set.isPending} onClick={() => go('skipped')}>
              {say('next.skipYes')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
