import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { marketDaysQuery, type MarketDay } from '../../shared/api/requests/list-market-days'
import { venuesQuery } from '../../shared/api/requests/list-venues'
import { said, useSetMarketDay } from '../../shared/api/requests/set-market-day'
import { addDays, today } from '../../shared/format/days'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Choice, Field, textIn } from '../../shared/ui/field'
import { Empty, Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { Subscribe } from './components/subscribe'

/** The market days of the next two months: go, skip, add one. */
export default function CalendarPage() {
  const say = useSay()
  const from = today()
  const days = useQuery(marketDaysQuery(from, addDays(from, 60)))
  return (
    <div className="stack">
      <Title>{say('calendar.title')}</Title>
      <div className="row top">
        <AddDay from={from} />
        <Subscribe />
      </div>
      <Loaded query={days}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="flag" title={say('calendar.emptyTitle')} action={<Link className="button main" href="/venues">{say('venues.title')}</Link>}>
              {say('calendar.emptyHint')}
            </Empty>
          ) : (
            <ul className="list">
              {all.map((day) => (
                <Line key={day.date + day.venue} day={day} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}

function Line({ day }: { day: MarketDay }) {
  const say = useSay()
  const { longDay, clock } = useFormats()
  const set = useSetMarketDay()
  const skipped = day.status === 'skipped'
  const ordered = Object.values(day.preOrders ?? {}).reduce((sum, units) => sum + units, 0)
  const change = () => set.mutate({ ...said(day), date: day.date, venue: day.venue, status: skipped ? 'planned' : 'skipped' })
  return (
    <li>
      <div className="line">
        <Link href={`/calendar/${day.date}/${day.venue}`} className={skipped ? 'skipped' : ''}>
          <strong>{longDay(day.date)}</strong>
          <span className="soft small">
            {day.venueName} · {clock(day.opens)} – {clock(day.closes)}
          </span>
          {ordered > 0 && <span className="small"> {say('next.preOrdered', { n: ordered })}</span>}
          {day.note && <span className="small"> {day.note}</span>}
        </Link>
        <button className="button" disabled={set.isPending} onClick={change} aria-label={say(skipped ? 'calendar.goTo' : 'calendar.skipThis', { day: longDay(day.date), venue: day.venueName })}>
          {say(skipped ? 'calendar.go' : 'calendar.skip')}
        </button>
      </div>
      {set.error && <Trouble error={set.error} />}
    </li>
  )
}

function AddDay({ from }: { from: string }) {
  const say = useSay()
  const venues = useQuery(venuesQuery)
  const set = useSetMarketDay()
  const open = (venues.data ?? []).filter((v) => !v.archived)
  if (open.length === 0) return null
  return (
    <details>
      <summary className="button main">{say('calendar.add')}</summary>
      <form
        className="stack card"
        onSubmit={(e) => {
          e.preventDefault()
          const form = e.currentTarget
          set.mutate({ date: textIn(form, 'date'), venue: textIn(form, 'venue'), status: 'planned', note: textIn(form, 'note') }, { onSuccess: () => form.reset() })
        }}
      >
        <Field label={say('calendar.day')} name="date" type="date" min={from} required />
        <Choice label={say('calendar.market')} name="venue">
          {open.map((v) => (
            <option key={v.id} value={v.id}>
              {v.name}
            </option>
          ))}
        </Choice>
        <Field label={say('review.note')} name="note" maxLength={500} />
        {set.error && <Trouble error={set.error} />}
        <button className="button main" disabled={set.isPending}>
          {say(set.isPending ? 'state.sending' : 'state.save')}
        </button>
      </form>
    </details>
  )
}
