import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import * as v from 'valibot'
import { Link, useLocation } from 'wouter'
import { Problem } from '../../shared/api/problem'
import { useSay, type Key } from '../../shared/messages/messages'
import { entered } from '../../shared/ui/entered'
import { Field } from '../../shared/ui/field'
import { Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { resetPassword } from './api/reset-password'

const form = v.object({ password: v.pipe(v.string(), v.minLength(10, 'signUp.needPassword' satisfies Key), v.maxLength(256, 'signUp.needPassword')) })

/** Where the link of a letter leads: sets a new password. What is good once leaves the address at once. */
export default function ResetPassword() {
  const say = useSay()
  const [, go] = useLocation()
  const [token] = useState(() => location.hash.slice(1))
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const set = useMutation({ mutationFn: resetPassword, onSuccess: () => go('/sign-in?welcome', { replace: true }) })
  useEffect(() => history.replaceState(null, '', location.pathname), [])
  const used = set.error instanceof Problem && 'token' in set.error.fields
  const weak = set.error instanceof Problem ? set.error.fields.password : undefined
  return (
    <div className="stack account">
      <Title>{say('reset.title')}</Title>
      {token === '' || used ? (
        <>
          <p className="note bad" role="alert">
            {say('reset.used')}
          </p>
          <Link className="button main" href="/forgot-password">
            {say('reset.again')}
          </Link>
        </>
      ) : (
        <form
          className="stack"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            const read = entered(form, e.currentTarget)
            setWrong(read.wrong)
            if (read.value) set.mutate({ token, password: read.value.password })
          }}
        >
          <p className="soft">{say('reset.hint')}</p>
          <Field label={say('reset.password')} hint={say('signUp.passwordHint')} name="password" type="password" autoComplete="new-password" maxLength={256} wrong={wrong.password ? say(wrong.password) : weak} />
          {set.error && !weak && <Trouble error={set.error} />}
          <button className="button main" disabled={set.isPending}>
            {say(set.isPending ? 'state.sending' : 'reset.go')}
          </button>
        </form>
      )}
    </div>
  )
}
