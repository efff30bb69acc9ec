import { use, useState } from 'react'
import type { Item, List } from '../../../shared/api/requests/get-recommendations'
import { useMessages } from '../../../shared/messages/messages'
import { add } from '../../../shared/offline/outbox'
import { Dialog } from '../../../shared/ui/dialog'
import { Field, textIn } from '../../../shared/ui/field'
import { Stepper } from '../../../shared/ui/stepper'

/** Asks for the vendor's own number and why. Both numbers are kept, and the next list learns from who was right. */
export default function Override({ list, item, onClose }: { list: List; item: Item; onClose: () => void }) {
  const { say, whole } = useMessages()
  use(whole)
  const [quantity, setQuantity] = useState(item.bring)
  const set = async (quantity: number | null, reason: string) => {
    const about = { date: list.date, venue: list.venue, product: item.product }
    const title = quantity === null ? say('own.gone', { name: item.name }) : say('own.entry', { name: item.name, n: quantity })
    await add(title, { kind: 'override', body: { ...about, quantity, ...(reason && { reason }) } })
    onClose()
  }
  return (
    <Dialog title={say('own.title', { name: item.name })} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          void set(quantity, textIn(e.currentTarget, 'reason'))
        }}
      >
        <Stepper label={say('next.bring')} value={quantity} step={item.packSize} most={1_000_000} onChange={setQuantity} />
        <p className="soft small">{say('own.hint', { n: item.recommended })}</p>
        <Field label={say('own.reason')} name="reason" maxLength={300} defaultValue={item.override?.reason} placeholder={say('own.reasonExample')} />
        <div className="row">
          <button className="button main">{say('state.save')}</button>
          <button type="button" className="button" onClick={onClose}>
            {say('state.cancel')}
          </button>
          {item.override && (
            <button type="button" className="button quiet" onClick={() => void set(null, '')}>
              {say('own.takeBack', { n: item.recommended })}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
