import type { Schema } from '../../shared/api/http'
import type { Report } from '../../shared/api/requests/get-feedback'
import type { List } from '../../shared/api/requests/get-recommendations'
import type { Product } from '../../shared/api/requests/list-products'
import type { SoldDay } from '../../shared/api/requests/list-sales'

/** A product as it stands in the form: what was typed, not yet what it means. */
export interface Row {
  product: string
  name: string
  recommended?: number
  brought: string
  sold: string
  left: string
  thrown: string
  soldOut: boolean
  soldOutAt?: string
}

interface Known {
  list: List | undefined
  report: Report | Schema['ReportedDay'] | undefined
  sales: SoldDay | undefined
  products: Product[]
  /** Sell-outs that were noted at the stall and are not sent yet. */
  noted: Schema['RecordSellOutInputBody'][]
}

/** The form's rows from what is known: what was reported counts most, then what was sold, then the list. */
export function rowsOf({ list, report, sales, products, noted }: Known): Row[] {
  const rows = new Map<string, Row>()
  const row = (product: string, name?: string): Row => {
    const known = rows.get(product)
    if (known) return known
    const made = { product, name: name ?? products.find((p) => p.id === product)?.name ?? product, brought: '', sold: '', left: '', thrown: '', soldOut: false }
    rows.set(product, made)
    return made
  }
  for (const i of list?.items ?? []) Object.assign(row(i.product, i.name), { recommended: i.recommended, brought: text(i.bring) })
  for (const s of sales?.products ?? []) {
    if (s.product) Object.assign(row(s.product, s.name), { sold: text(s.units), soldOut: s.soldOut, soldOutAt: s.soldOutAt })
  }
  if (!list && !sales && !report) for (const p of products) if (!p.archived && !p.sameAs) row(p.id, p.name)
  for (const e of report?.items ?? []) {
    Object.assign(row(e.product), { brought: text(e.brought), sold: text(e.sold), thrown: text(e.thrownAway || undefined), soldOut: e.soldOut ?? false, soldOutAt: e.soldOutAt })
  }
  for (const n of noted) if (rows.has(n.product)) Object.assign(row(n.product), { soldOut: !n.undo, soldOutAt: n.at })
  return [...rows.values()].map((r) => ({ ...r, left: leftOf(r) }))
}

const text = (n: number | undefined): string => (n === undefined ? '' : String(Math.round(n * 100) / 100))

/** Reads what was typed; undefined if it is no amount. */
export function amount(typed: string): number | undefined {
  const n = Number(typed.trim().replace(',', '.'))
  return typed.trim() === '' || !Number.isFinite(n) || n < 0 ? undefined : n
}

function leftOf(row: Row): string {
  const brought = amount(row.brought)
  const sold = amount(row.sold)
  return brought === undefined || sold === undefined ? '' : text(Math.max(brought - sold, 0))
}

export type Typed = 'brought' | 'sold' | 'left' | 'thrown'

/** The row after something was typed. Of brought, sold and left, two give the third. */
export function typed(row: Row, field: Typed, value: string): Row {
  const next = { ...row, [field]: value }
  const brought = amount(next.brought)
  if (field === 'left') {
    const left = amount(value)
    if (brought !== undefined && left !== undefined) next.sold = text(Math.max(brought - left, 0))
  } else if (field !== 'thrown') {
    next.left = leftOf(next)
  }
  if (field !== 'thrown' && amount(next.left) !== 0) next.soldOut = false
  return next
}

export type Verdict = 'close' | 'off' | 'far'

/** How far what was sold is from what the list said, as a share of that: close within a fifth, far beyond a half. */
export function variance(row: Row): { share: number; verdict: Verdict } | undefined {
  const sold = amount(row.sold)
  if (sold === undefined || !row.recommended) return undefined
  const share = (sold - row.recommended) / row.recommended
  const size = Math.abs(share)
  return { share, verdict: size <= 0.2 ? 'close' : size <= 0.5 ? 'off' : 'far' }
}

/** What the rows report: those that say how much was sold. */
export function reported(rows: Row[]): Schema['ReportedItem'][] {
  return rows.flatMap((r) => {
    const sold = amount(r.sold)
    if (sold === undefined) return []
    const brought = amount(r.brought)
    const thrownAway = amount(r.thrown)
    return [{
      product: r.product, sold,
      ...(brought !== undefined && { brought }),
      ...(thrownAway !== undefined && { thrownAway }),
      ...(r.soldOut && { soldOut: true }),
      ...(r.soldOut && r.soldOutAt && { soldOutAt: r.soldOutAt }),
    }]
  })
}

/** What cannot be: more sold than brought, more thrown away than was left. */
export function impossible(row: Row): 'review.moreSold' | 'review.moreThrown' | undefined {
  const brought = amount(row.brought)
  const sold = amount(row.sold)
  const thrown = amount(row.thrown)
  if (brought === undefined || sold === undefined) return undefined
  if (sold > brought) return 'review.moreSold'
  return thrown !== undefined && thrown > brought - sold ? 'review.moreThrown' : undefined
}
