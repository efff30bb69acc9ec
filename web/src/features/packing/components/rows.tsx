import type { Schema } from '../../../shared/api/http'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import './packing.css'

export interface Thing {
  /** What a tick is about: a product or a piece of equipment. */
  about: { product: string } | { equipment: string }
  name: string
  units: number
  packSize: number
}

/** The ticks of several sources, the newest of each thing. */
export function newest(ticks: readonly Schema['Tick'][]): Map<string, Schema['Tick']> {
  const all = new Map<string, Schema['Tick']>()
  for (const tick of ticks) {
    const known = all.get(keyOf(tick))
    if (!known || Date.parse(tick.at) >= Date.parse(known.at)) all.set(keyOf(tick), tick)
  }
  return all
}

export const keyOf = (about: { product?: string; equipment?: string }): string => about.product ?? about.equipment ?? ''

/** Big rows to tick off; without onTick they are only shown. */
export function Rows({ title, things, ticks, onTick }: { title: string; things: Thing[]; ticks: Map<string, Schema['Tick']>; onTick?: (thing: Thing, done: boolean) => void }) {
  const say = useSay()
  const { number } = useFormats()
  const packed = (thing: Thing) => (ticks.get(keyOf(thing.about))?.units ?? 0) >= Math.max(thing.units, 1)
  return (
    <section className="group">
      <h2 className="spread">
        {title} <span className="small soft">{say('pack.done', { done: things.filter(packed).length, all: things.length })}</span>
      </h2>
      <ul className="packing">
        {things.map((thing) => {
          const done = packed(thing)
          return (
            <li key={keyOf(thing.about)}>
              <label className={done ? 'is-packed' : ''}>
                <input type="checkbox" checked={done} disabled={!onTick} onChange={() => onTick?.(thing, !done)} />
                <span className="what">
                  <strong>{thing.name}</strong>
                  {thing.packSize > 1 && thing.units > 0 && thing.units % thing.packSize === 0 && (
                    <span className="small soft">{say('pack.packs', { n: thing.units / thing.packSize, size: thing.packSize })}</span>
                  )}
                </span>
                {thing.units > 0 && <span className="num">{number(thing.units)}</span>}
              </label>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
