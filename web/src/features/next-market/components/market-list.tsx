import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listQuery, type Item, type List } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { useOutbox } from '../../../shared/offline/outbox'
import { withOwnNumbers } from '../../../shared/offline/own-numbers'
import { Icon } from '../../../shared/ui/icons'
import { Loaded, Trouble } from '../../../shared/ui/state'
import { Title } from '../../../shared/ui/title'
import { useGenerate } from '../api/generate-recommendations'
import { GoOrStay } from './go-or-stay'
import { ItemRow } from './item-row'
import { Picker } from './picker'
import { RestsOn } from './rests-on'
import './market-list.css'

/** The list for one market day. */
export function MarketList({ date, venue }: { date: string; venue: string }) {
  const list = useQuery(listQuery(date, venue))
  const outbox = useOutbox()
  return (
    <div className="stack">
      <Picker date={date} venue={venue} />
      <Loaded query={list}>{(l) => <Whole list={withOwnNumbers(l, outbox)} />}</Loaded>
    </div>
  )
}

function Whole({ list }: { list: List }) {
  const say = useSay()
  const f = useFormats()
  return (
    <>
      <Title over={`${f.longDay(list.date)} · ${f.clock(list.opens)} – ${f.clock(list.closes)}`}>{list.venueName}</Title>
      <GoOrStay list={list} />
      {list.items.length > 0 && (
        <div className="row no-print">
          <Link className="button main grow" href={`/pack/${list.date}/${list.venue}`}>
            <Icon name="check" /> {say('next.pack')}
          </Link>
          <Link className="button" href={`/what-if/${list.date}/${list.venue}`}>
            {say('next.whatIf')}
          </Link>
          <Link className="button" href={`/calendar/${list.date}/${list.venue}`}>
            {say('next.thisDay')}
          </Link>
        </div>
      )}
      <RestsOn list={list} />
      {groups(list.items).map(([category, items]) => (
        <section key={category} className="group">
          <h2>{category || say('next.other')}</h2>
          <ul>
            {items.map((item) => (
              <ItemRow key={item.product} list={list} item={item} />
            ))}
          </ul>
        </section>
      ))}
      <Renew list={list} />
    </>
  )
}

function groups(items: Item[]): [string, Item[]][] {
  const by = new Map<string, Item[]>()
  for (const item of items) by.set(item.category, [...(by.get(item.category) ?? []), item])
  return [...by]
}

function Renew({ list }: { list: List }) {
  const say = useSay()
  const { moment } = useFormats()
  const generate = useGenerate()
  return (
    <div className="stack no-print">
      <div className="spread">
        <p className="soft small">{say('next.generated', { at: moment(list.generated) })}</p>
        <button className="button" disabled={generate.isPending} onClick={() => generate.mutate({ date: list.date, venue: list.venue })}>
          {say(generate.isPending ? 'state.sending' : 'next.renew')}
        </button>
      </div>
      {generate.error && <Trouble error={generate.error} />}
    </div>
  )
}
