import type { Item } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useMessages } from '../../../shared/messages/messages'

/** What the number is made of, in units that add up, and from there to what to bring. */
export function Reasons({ item }: { item: Item }) {
  const { say, language } = useMessages()
  const { number, signed } = useFormats()
  const reasons = item.reasons
  // The API gives its reasons in English.
  const words = (r: (typeof reasons)[number]) => (language === 'en' ? r.text : say(`reason.${r.kind}`))
  return (
    <div className="tight">
      <h3>{say('next.why')}</h3>
      <table className="reasons">
        <tbody>
          {reasons.map((r, i) => (
            <tr key={r.kind + r.text}>
              <td className="n num">{i === 0 ? number(r.units, 1) : signed(r.units, 1)}</td>
              <td>{words(r)}</td>
            </tr>
          ))}
          <tr className="sum">
            <td className="n num">{number(item.expected, 1)}</td>
            <td>{say('next.expected')}</td>
          </tr>
          {item.learned !== 0 && (
            <tr>
              <td className="n num">{signed(item.learned)}</td>
              <td>{say('next.learned')}</td>
            </tr>
          )}
          <tr className="sum">
            <td className="n num">{number(item.recommended)}</td>
            <td>{say(item.packSize > 1 ? 'next.recommendedPacks' : 'next.recommended', { pack: item.packSize })}</td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}
