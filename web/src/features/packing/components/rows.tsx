import type { Schema } from '../../../shared/api/http'
import { useFormats } from '../../../shared/format/format'
import { useWeight } from '../../../shared/format/weight'
import { useSay } from '../../../shared/messages/messages'
import { keyOf, load, packed, storages, type Thing } from '../things'
import './packing.css'

interface Props {
  things: Thing[]
  ticks: Map<string, Schema['Tick']>
  /** Ticks a thing, or takes that back; without it the rows are only shown. */
  onTick?: ((thing: Thing, done: boolean) => void) | undefined
  /** How the vendor weighs. */
  units?: string | undefined
}

/** Products to tick off, what is chilled or frozen apart: it goes into the van last. */
export function Products(props: Props) {
  const say = useSay()
  const kept = storages.filter((s) => props.things.some((t) => t.storage === s))
  return kept.map((s) => <Rows key={s} {...props} title={say(kept.length > 1 ? `pack.${s}` : 'pack.products')} things={props.things.filter((t) => t.storage === s)} />)
}

/** Big rows to tick off, and how much they are together. */
export function Rows({ title, things, ticks, onTick, units }: Props & { title: string }) {
  const say = useSay()
  const weight = useWeight(units)
  const sum = load(things)
  const together = [
    sum.crates > 0 && say('pack.crates', { n: sum.crates }),
    sum.weight > 0 && (sum.weighed ? weight(sum.weight) : say('pack.atLeast', { weight: weight(sum.weight) })),
  ].filter((s) => s !== false)
  return (
    <section className="group">
      <h2 className="spread">
        {title} <span className="small soft">{say('pack.done', { done: things.filter((t) => packed(t, ticks)).length, all: things.length })}</span>
      </h2>
      {together.length > 0 && <p className="small soft">{together.join(' · ')}</p>}
      <ul className="packing">
        {things.map((thing) => (
          <Row key={keyOf(thing.about)} thing={thing} done={packed(thing, ticks)} onTick={onTick} units={units} />
        ))}
      </ul>
    </section>
  )
}

function Row({ thing, done, onTick, units }: { thing: Thing; done: boolean } & Pick<Props, 'onTick' | 'units'>) {
  const say = useSay()
  const { number } = useFormats()
  const weight = useWeight(units)
  return (
    <li>
      <label className={done ? 'is-packed' : ''}>
        <input type="checkbox" checked={done} disabled={!onTick} onChange={() => onTick?.(thing, !done)} />
        <span className="what">
          <strong>{thing.name}</strong>
          <span className="small soft">
            {thing.crate > 0 && say('pack.inCrates', { n: Math.floor(thing.units / thing.crate), size: thing.crate, rest: thing.units % thing.crate })}
            {thing.weight > 0 && ` · ${weight(thing.weight)}`}
          </span>
        </span>
        {thing.units > 0 && <span className="num">{number(thing.units)}</span>}
      </label>
    </li>
  )
}
