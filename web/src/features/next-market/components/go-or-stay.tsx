import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { useCurrency } from '../../../shared/api/requests/get-vendor'
import { marketDaysQuery } from '../../../shared/api/requests/list-market-days'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'

const AskSkip = lazy(() => import('./skip'))

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
  const day = days?.find((d) => d.venue === list.venue)
  return (
    <>
      <button className="button no-print" onClick={() => setAsking(true)}>
        {say(day?.status === 'skipped' ? 'next.goAfterAll' : 'next.skip')}
      </button>
      {asking && (
        <Suspense>
          <AskSkip list={list} day={day} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  )
}
