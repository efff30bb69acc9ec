import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useSay } from '../../shared/messages/messages'
import { Field, textIn } from '../../shared/ui/field'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { requestPasswordReset } from './api/request-password-reset'
import { Language } from './language'

/** Asks for a letter with a link to set a new password. */
export default function ForgotPassword() {
  const say = useSay()
  const ask = useMutation({ mutationFn: requestPasswordReset })
  return (
    <div className="stack account">
      <Title>{say('forgot.title')}</Title>
      {ask.isSuccess ? (
        <p className="note good" role="status">
          {say('forgot.sent', { email: ask.variables })}
        </p>
      ) : (
        <form
          className="stack"
          onSubmit={(e) => {
            e.preventDefault()
            ask.mutate(textIn(e.currentTarget, 'email').trim())
          }}
        >
          <p className="soft">{say('forgot.hint')}</p>
          <Field label={say('signIn.email')} name="email" type="email" autoComplete="username" required maxLength={254} />
          {ask.error && <Trouble error={ask.error} />}
          <button className="button main" disabled={ask.isPending}>
            {say(ask.isPending ? 'state.sending' : 'forgot.go')}
          </button>
        </form>
      )}
      <p>
        <Link href="/sign-in">{say('forgot.back')}</Link>
      </p>
      <Language />
    </div>
  )
}
