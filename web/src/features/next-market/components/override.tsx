import { useState } from 'react'
import type { Item, List } from '../../../shared/api/requests/get-recommendations'
import { useSay } from '../../../shared/messages/messages'
import { Dialog } from '../../../shared/ui/dialog'
import { Field, textIn } from '../../../shared/ui/field'
import { Stepper } from '../../../shared/ui/stepper'
import { Trouble } from '../../../shared/ui/state'
import { useOverride } from '../api/override-recommendation'

/** Asks for the vendor's own number and why. Both numbers are kept, and the next list learns from who was right. */
export default function Override({ list, item, onClose }: { list: List; item: Item; onClose: () => void }) {
  const say = useSay()
  const [quantity, setQuantity] = useState(item.bring)
  const set = useOverride(list, item.product)
  return (
    <Dialog title={say('next.overrideTitle', { name: item.name })} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          set.mutate({ quantity, reason: textIn(e.currentTarget, 'reason') }, { onSuccess: onClose })
        }}
      >
        <Stepper label={say('next.bring')} value={quantity} step={item.packSize} most={1_000_000} onChange={setQuantity} />
        <p className="soft small">{say('next.overrideHint', { n: item.recommended })}</p>
        <Field label={say('next.reason')} name="reason" maxLength={300} defaultValue={item.override?.reason} placeholder={say('next.reasonExample')} />
        {set.error && <Trouble error={set.error} />}
        <div className="row">
          <button className="button main" disabled={set.isPending}>
            {say(set.isPending ? 'state.sending' : 'state.save')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {say('state.cancel')}
          </button>
          {item.override && (
            <button type="button" className="button quiet" disabled={set.isPending} onClick={() => set.mutate({ quantity: null }, { onSuccess: onClose })}>
              {say('next.takeBack', { n: item.recommended })}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
