import { Link } from 'wouter'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { useOnline } from '../../shared/offline/network'
import { remove, update, useOutbox, type Entry } from '../../shared/offline/outbox'
import { Empty } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'

/** What is on this device only: what waits, and what the vendor has to decide about. */
export default function OutboxPage() {
  const say = useSay()
  const outbox = useOutbox()
  const online = useOnline()
  return (
    <div className="stack">
      <Title>{say('outbox.title')}</Title>
      {outbox.length === 0 ? (
        <Empty icon="send" title={say('outbox.emptyTitle')}>
          {say('outbox.emptyHint')}
        </Empty>
      ) : (
        <>
          <p className="soft">{say(online ? 'outbox.online' : 'outbox.offline')}</p>
          <ul className="stack">
            {outbox.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Line({ entry }: { entry: Entry }) {
  const say = useSay()
  const { moment } = useFormats()
  return (
    <li className="card tight">
      <strong>{entry.title}</strong>
      <span className="soft small">{moment(entry.at)}</span>
      {entry.conflict && entry.kind === 'report' && (
        <>
          <p className="note">{say('outbox.conflict')}</p>
          <div className="row">
            <button className="button main" onClick={() => void update({ ...entry, conflict: false, basis: 'mine' })}>
              {say('outbox.mine')}
            </button>
            <button className="button" onClick={() => void remove(entry.id)}>
              {say('outbox.theirs')}
            </button>
          </div>
        </>
      )}
      {entry.problem !== undefined && (
        <>
          <p className="note bad">{say('outbox.refused', { problem: entry.problem })}</p>
          <div className="row">
            {entry.kind === 'report' && (
              <Link className="button main" href={`/review/${entry.body.date}/${entry.body.venue}`}>
                {say('outbox.edit')}
              </Link>
            )}
            <button className="button danger" onClick={() => void remove(entry.id)}>
              {say('outbox.discard')}
            </button>
          </div>
        </>
      )}
    </li>
  )
}
