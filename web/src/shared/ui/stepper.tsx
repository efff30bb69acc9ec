import { useId } from 'react'
import { useSay } from '../messages/messages'

interface Props {
  label: string
  value: number
  /** How many one tap adds or takes. */
  step: number
  most: number
  onChange: (value: number) => void
}

/** A number with big buttons beside it. */
export function Stepper({ label, value, step, most, onChange }: Props) {
  const say = useSay()
  const id = useId()
  const set = (n: number) => onChange(Math.min(Math.max(Math.round(n) || 0, 0), most))
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="stepper">
        <button type="button" className="button" onClick={() => set(value - step)} disabled={value <= 0} aria-label={say('stepper.less', { n: step })}>
          −{step > 1 ? step : ''}
        </button>
        <input id={id} inputMode="numeric" value={value} onChange={(e) => set(Number(e.target.value.replace(/\D/g, '')))} onFocus={(e) => e.target.select()} />
        <button type="button" className="button" onClick={() => set(value + step)} aria-label={say('stepper.more', { n: step })}>
          +{step > 1 ? step : ''}
        </button>
      </div>
    </div>
  )
}
