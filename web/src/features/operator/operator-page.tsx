import { useMutation } from '@tanstack/react-query'
import { useSay } from '../../shared/messages/messages'
import { Field, textIn } from '../../shared/ui/field'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { getDetailedHealth } from './api/get-detailed-health'

const kinds = { ok: 'good', degraded: 'warn', down: 'bad' } as const

/** How the system is. The key stays in this page's memory. */
export default function OperatorPage() {
  const say = useSay()
  const look = useMutation({ mutationFn: getDetailedHealth })
  return (
    <div className="stack">
      <Title>{say('operator.title')}</Title>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          look.mutate(textIn(e.currentTarget, 'key'))
        }}
      >
        <Field label={say('operator.key')} name="key" type="password" autoComplete="off" required />
        <button className="button main" disabled={look.isPending}>
          {say('operator.look')}
        </button>
      </form>
      {look.error && <Trouble error={look.error} />}
      {look.data && (
        <section className="stack" aria-live="polite">
          <h2 className={kinds[look.data.state]}>{say(`operator.${look.data.state}`)}</h2>
          <ul className="list">
            {look.data.checks.map((c) => (
              <li key={c.name}>
                <div className="line">
                  <span>
                    <strong>{c.name}</strong> <span className="soft small">{c.detail}</span>
                  </span>
                  <span className={`chip ${kinds[c.state]}`}>
                    {say(`operator.${c.state}`)} · {Math.round(c.ms)} ms
                  </span>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
