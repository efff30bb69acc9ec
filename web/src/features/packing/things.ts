import type { Schema } from '../../shared/api/http'

type Tick = Schema['Tick']
type Product = Schema['SharedItem']

export const storages = ['ambient', 'chilled', 'frozen'] as const
export type Storage = (typeof storages)[number]

/** Something to put into the van. */
export interface Thing {
  /** What a tick is about: a product or a piece of equipment. */
  about: { product: string } | { equipment: string }
  name: string
  units: number
  storage: Storage
  /** Units that fit into one crate; 0: unknown. */
  crate: number
  /** In grams, of all units; 0: unknown. */
  weight: number
}

/** The products of a list that are to be packed. */
export function productsOf(items: readonly Pick<Product, 'product' | 'name' | 'bring' | 'packSize' | 'crateSize' | 'weightGrams' | 'storage'>[]): Thing[] {
  return items
    .filter((i) => i.bring > 0)
    .map((i) => ({
      about: { product: i.product }, name: i.name, units: i.bring, storage: i.storage,
      crate: i.crateSize ?? (i.packSize > 1 ? i.packSize : 0), weight: i.bring * (i.weightGrams ?? 0),
    }))
}

/** The usual equipment, by the names under which it is ticked in every language. */
export const usual = ['canopy', 'tables', 'signs', 'float', 'reader', 'bags', 'knife'] as const

/** What comes along besides products: what the vendor says of the market, else the usual. */
export function equipmentOf(own: readonly string[] | undefined, nameOf: (piece: (typeof usual)[number]) => string): Thing[] {
  const piece = (equipment: string, name: string): Thing => ({ about: { equipment }, name, units: 0, storage: 'ambient', crate: 0, weight: 0 })
  return own ? own.map((name) => piece(name, name)) : usual.map((name) => piece(name, nameOf(name)))
}

export const keyOf = (about: { product?: string; equipment?: string }): string => about.product ?? about.equipment ?? ''

/** The ticks of several sources, the newest of each thing. */
export function newest(ticks: readonly Tick[]): Map<string, Tick> {
  const all = new Map<string, Tick>()
  for (const tick of ticks) {
    const known = all.get(keyOf(tick))
    if (!known || Date.parse(tick.at) >= Date.parse(known.at)) all.set(keyOf(tick), tick)
  }
  return all
}

/** Whether all of a thing is packed. */
export const packed = (thing: Thing, ticks: Map<string, Tick>): boolean => (ticks.get(keyOf(thing.about))?.units ?? 0) >= Math.max(thing.units, 1)

/** How many crates things take, those that are not full included; and what they weigh in grams, as far as it is known. */
export function load(things: readonly Thing[]): { crates: number; weight: number; weighed: boolean } {
  return {
    crates: things.reduce((sum, t) => sum + (t.crate > 0 ? Math.ceil(t.units / t.crate) : 0), 0),
    weight: things.reduce((sum, t) => sum + t.weight, 0),
    weighed: things.every((t) => t.weight > 0),
  }
}
