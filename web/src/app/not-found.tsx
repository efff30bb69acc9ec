import { Link } from 'wouter'
import { useSay } from '../shared/messages/messages'
import { Empty } from '../shared/ui/state'
import { Title } from '../shared/ui/title'

export default function NotFound() {
  const say = useSay()
  return (
    <div className="stack">
      <Title>{say('notFound.title')}</Title>
      <Empty icon="flag" title={say('notFound.what')} action={<Link className="button main" href="/">{say('notFound.home')}</Link>}>
        {say('notFound.hint')}
      </Empty>
    </div>
  )
}
