import { useSay } from '../../../shared/messages/messages'

/** How good the list was, one to five. */
export function Stars({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const say = useSay()
  return (
    <fieldset className="field">
      <legend>{say('review.stars')}</legend>
      <div className="stars">
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} className={n <= value ? 'on' : ''}>
            <input type="radio" name="rating" className="hidden" checked={value === n} onChange={() => onChange(n)} />
            <span aria-hidden="true">★</span>
            <span className="hidden">{say('review.star', { n })}</span>
          </label>
        ))}
      </div>
      {value > 0 && value < 3 && <span className="hint">{say('review.badStars')}</span>}
    </fieldset>
  )
}
