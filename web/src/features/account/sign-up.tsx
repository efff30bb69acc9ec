import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import * as v from 'valibot'
import { Link, useLocation } from 'wouter'
import { Problem } from '../../shared/api/problem'
import { useSay, type Key } from '../../shared/messages/messages'
import { signedIn } from '../../shared/session/session'
import { Choice, Field } from '../../shared/ui/field'
import { entered } from '../../shared/ui/entered'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { logIn } from './api/log-in'
import { register } from './api/register'
import { Language } from './language'

const metric = (zone: string) => !zone.startsWith('America/') || /Toronto|Vancouver|Mexico|Sao_Paulo/.test(zone)
const currencies = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'NZD', 'CHF', 'MXN']

const form = v.object({
  businessName: v.pipe(v.string(), v.trim(), v.minLength(1, 'signUp.needName' satisfies Key), v.maxLength(120, 'signUp.needName')),
  email: v.pipe(v.string(), v.trim(), v.email('signUp.needEmail' satisfies Key), v.maxLength(254, 'signUp.needEmail')),
  password: v.pipe(v.string(), v.minLength(10, 'signUp.needPassword' satisfies Key), v.maxLength(256, 'signUp.needPassword')),
  currency: v.picklist(currencies),
})

export default function SignUp() {
  const say = useSay()
  const [, go] = useLocation()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const join = useMutation({
    mutationFn: async (input: v.InferOutput<typeof form>) => {
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
      await register({ ...input, timeZone, units: metric(timeZone) ? 'metric' : 'imperial' })
      return logIn({ email: input.email, password: input.password })
    },
    onSuccess: (granted) => {
      signedIn(granted)
      go('/start', { replace: true })
    },
  })
  // The address has an account with another password: nobody is told which.
  const taken = join.error instanceof Problem && join.error.status === 401
  const text = (key: string) => (wrong[key] ? say(wrong[key]) : undefined)
  return (
    <div className="stack account">
      <Title>{say('signUp.title')}</Title>
      <p className="soft">{say('signUp.promise')}</p>
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          const read = entered(form, e.currentTarget)
          setWrong(read.wrong)
          if (read.value) join.mutate(read.value)
        }}
      >
        <Field label={say('signUp.business')} name="businessName" autoComplete="organization" maxLength={120} wrong={text('businessName')} />
        <Field label={say('signIn.email')} name="email" type="email" autoComplete="username" maxLength={254} wrong={text('email')} />
        <Field label={say('signIn.password')} hint={say('signUp.passwordHint')} name="password" type="password" autoComplete="new-password" maxLength={256} wrong={text('password')} />
        <Choice label={say('signUp.currency')} name="currency" defaultValue={likelyCurrency()}>
          {currencies.map((c) => (
            <option key={c}>{c}</option>
          ))}
        </Choice>
        {taken && (
          <p className="note bad" role="alert">
            {say('signUp.taken')} <Link href="/sign-in">{say('signIn.title')}</Link>
          </p>
        )}
        {join.error && !taken && <Trouble error={join.error} />}
        <button className="button main" disabled={join.isPending}>
          {say(join.isPending ? 'state.sending' : 'signUp.go')}
        </button>
      </form>
      <p>
        {say('signUp.have')} <Link href="/sign-in">{say('signIn.title')}</Link>
      </p>
      <Language />
    </div>
  )
}

function likelyCurrency(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone === 'Europe/London') return 'GBP'
  if (zone === 'Europe/Zurich') return 'CHF'
  return zone.startsWith('Europe/') ? 'EUR' : 'USD'
}
