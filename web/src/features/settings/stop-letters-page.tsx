import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useSay } from '../../shared/messages/messages'
import { Trouble, Waiting } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { stopLetters } from './api/letters'

/** Where the last line of every letter leads: stops them, without a sign-in. */
export default function StopLettersPage() {
  const say = useSay()
  const [token] = useState(() => location.hash.slice(1))
  const asked = useRef(false)
  const { mutate, error, isSuccess } = useMutation({ mutationFn: stopLetters })
  useEffect(() => {
    if (asked.current || token === '') return
    asked.current = true
    mutate(token)
  }, [mutate, token])
  return (
    <div className="stack account">
      <Title>{say('stopLetters.title')}</Title>
      {token === '' && <p className="note bad">{say('stopLetters.broken')}</p>}
      {token !== '' && !isSuccess && !error && <Waiting />}
      {error && <Trouble error={error} retry={() => mutate(token)} />}
      {isSuccess && (
        <p className="note good" role="status">
          {say('stopLetters.done')}
        </p>
      )}
      <Link className="button" href="/settings">
        {say('stopLetters.settings')}
      </Link>
    </div>
  )
}
