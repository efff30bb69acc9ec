import { useState } from 'react'
import type { List } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Icon } from '../../../shared/ui/icons'
import { Trouble } from '../../../shared/ui/state'
import { useShare } from '../api/share-list'
import { useUnshare } from '../api/unshare-list'

/** A link for whoever packs without an account. */
export function Share({ list }: { list: List }) {
  const say = useSay()
  const { moment } = useFormats()
  const share = useShare(list.date, list.venue)
  const unshare = useUnshare(list.date, list.venue)
  const [copied, setCopied] = useState(false)
  const link = share.data && `${location.origin}/shared/${share.data.token}`
  return (
    <div className="stack no-print">
      <div className="row">
        <button className="button" onClick={() => print()}>
          <Icon name="print" /> {say('pack.print')}
        </button>
        <button className="button" disabled={share.isPending} onClick={() => share.mutate(undefined, { onSuccess: () => setCopied(false) })}>
          <Icon name="share" /> {say('pack.share')}
        </button>
      </div>
      {share.error && <Trouble error={share.error} />}
      {unshare.error && <Trouble error={unshare.error} />}
      {list.shared && <p className="soft small">{say('pack.shared', { at: moment(list.shared) })}</p>}
      {link && !unshare.isSuccess && (
        <p className="row">
          <code className="link">{link}</code>
          <button className="button" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
            {say(copied ? 'pack.copied' : 'pack.copy')}
          </button>
        </p>
      )}
      {list.shared && (
        <button className="button quiet" disabled={unshare.isPending} onClick={() => unshare.mutate()}>
          {say('pack.unshare')}
        </button>
      )}
    </div>
  )
}
