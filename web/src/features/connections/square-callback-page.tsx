import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useSay } from '../../shared/messages/messages'
import { Trouble, Waiting } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { finishSquareConnection } from './api/finish-square-connection'
import { syncSales } from './api/sync-sales'
import { Progress } from './components/progress'

/** Where Square sends the browser back to. What it sent is good once, so it leaves the address at once. */
export default function SquareCallbackPage() {
  const say = useSay()
  const queries = useQueryClient()
  const [sent] = useState(() => new URLSearchParams(location.search))
  const asked = useRef(false)
  const finish = useMutation({
    mutationFn: async () => {
      await finishSquareConnection(sent)
      return syncSales()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['square'] }),
  })
  const { mutate } = finish
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    history.replaceState(null, '', location.pathname)
    mutate()
  }, [mutate])
  return (
    <div className="stack">
      <Title>{say('callback.title')}</Title>
      {finish.isPending && <Waiting />}
      {finish.error && (
        <>
          <Trouble error={finish.error} />
          <Link className="button main" href="/connections">
            {say('callback.again')}
          </Link>
        </>
      )}
      {finish.data && (
        <>
          <p className="note good">{say('callback.done')}</p>
          <Progress sync={finish.data.id} />
          <Link className="button main" href="/start">
            {say('callback.on')}
          </Link>
        </>
      )}
    </div>
  )
}
