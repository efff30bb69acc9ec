import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Check } from '../../../shared/ui/field'
import { amount, impossible, typed, variance, type Row, type Typed } from '../rows'

const fields: Typed[] = ['brought', 'sold', 'left', 'thrown']

/** One product's four numbers, and how far that is from the list while they are typed. */
export function RowForm({ row, onChange }: { row: Row; onChange: (row: Row) => void }) {
  const say = useSay()
  const wrong = impossible(row)
  const gone = amount(row.left) === 0 && (amount(row.brought) ?? 0) > 0
  return (
    <li className="card">
      <fieldset>
        <legend>
          <span>{row.name}</span> <Variance row={row} />
        </legend>
        <div className="four">
          {fields.map((field) => (
            <label key={field}>
              <span>{say(`review.${field}`)}</span>
              <input
                inputMode="decimal"
                autoComplete="off"
                value={row[field]}
                aria-invalid={row[field] !== '' && amount(row[field]) === undefined ? true : undefined}
                onFocus={(e) => e.target.select()}
                onChange={(e) => onChange(typed(row, field, e.target.value))}
              />
            </label>
          ))}
        </div>
        {wrong && <p className="bad small">{say(wrong)}</p>}
        {(gone || row.soldOut) && <Check label={say('review.soldOut')} checked={row.soldOut} onChange={(e) => onChange({ ...row, soldOut: e.target.checked })} />}
      </fieldset>
    </li>
  )
}

function Variance({ row }: { row: Row }) {
  const say = useSay()
  const { percent, number } = useFormats()
  const v = variance(row)
  if (!v) return row.recommended === undefined ? null : <span className="chip">{say('review.list', { n: number(row.recommended) })}</span>
  const kind = v.verdict === 'close' ? 'good' : v.verdict === 'off' ? 'warn' : 'bad'
  const key = Math.abs(v.share) < 0.005 ? 'review.exact' : v.share < 0 ? 'review.less' : 'review.more'
  return (
    <output className={`chip ${kind}`}>
      {v.verdict === 'close' ? '✓' : v.share < 0 ? '▼' : '▲'} {say(key, { share: percent(Math.abs(v.share)) })}
    </output>
  )
}
