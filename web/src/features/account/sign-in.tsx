import { useMutation } from '@tanstack/react-query'
import { Link, useLocation, useSearchParams } from 'wouter'
import { Problem } from '../../shared/api/problem'
import { useSay } from '../../shared/messages/messages'
import { signedIn } from '../../shared/session/session'
import { Field, textIn } from '../../shared/ui/field'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { Language } from './language'
import { logIn } from './api/log-in'

export default function SignIn() {
  const say = useSay()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const enter = useMutation({
    mutationFn: logIn,
    onSuccess: (granted) => {
      signedIn(granted)
      go(inside(search.get('then')), { replace: true })
    },
  })
  const wrong = enter.error instanceof Problem && enter.error.status === 401
  return (
    <div className="stack account">
      <Title>{say('signIn.title')}</Title>
      {!search.has('expired') && !search.has('welcome') && <p className="soft">{say('signIn.promise')}</p>}
      {search.has('expired') && <p className="note">{say('signIn.expired')}</p>}
      {search.has('welcome') && <p className="note good">{say('signIn.welcome')}</p>}
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          enter.mutate({ email: textIn(e.currentTarget, 'email'), password: textIn(e.currentTarget, 'password') })
        }}
      >
        <Field label={say('signIn.email')} name="email" type="email" autoComplete="username" required maxLength={254} />
        <Field label={say('signIn.password')} name="password" type="password" autoComplete="current-password" required maxLength={256} wrong={wrong ? say('signIn.wrong') : undefined} />
        {enter.error && !wrong && <Trouble error={enter.error} />}
        <button className="button main" disabled={enter.isPending}>
          {say(enter.isPending ? 'state.sending' : 'signIn.go')}
        </button>
      </form>
      <p>
        <Link href="/forgot-password">{say('signIn.forgot')}</Link>
      </p>
      <p>{say('signIn.new')}</p>
      <Link className="button" href="/sign-up">
        {say('signIn.signUp')}
      </Link>
      <Language />
    </div>
  )
}

// Where to go afterwards: a path of ours, whatever a link says.
function inside(path: string | null): string {
  return path?.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/'
}
