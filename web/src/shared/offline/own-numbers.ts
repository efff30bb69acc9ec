import type { Item, List } from '../api/requests/get-recommendations'
import type { Entry } from './outbox'

/** The list with the vendor's own numbers that wait on this device: they are newer than what the API knows. */
export function withOwnNumbers(list: List, outbox: readonly Entry[]): List {
  const mine = outbox.flatMap((e) => (e.kind === 'override' && !e.problem && e.body.date === list.date && e.body.venue === list.venue ? [e] : []))
  if (mine.length === 0) return list
  return { ...list, items: list.items.map((item) => mine.filter((e) => e.body.product === item.product).reduce<Item>((known, { body, at }) => own(known, body, at), item)) }
}

function own(item: Item, { quantity, reason = '' }: { quantity: number | null; reason?: string }, at: number): Item {
  if (quantity !== null) return { ...item, bring: quantity, override: { quantity, reason, at: new Date(at).toISOString() } }
  const ours = { ...item, bring: item.recommended }
  delete ours.override
  return ours
}
