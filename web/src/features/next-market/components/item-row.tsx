import { useState } from 'react'
import type { Item, List } from '../../../shared/api/requests/get-recommendations'
import { useFormats } from '../../../shared/format/format'
import { useSay, type Key } from '../../../shared/messages/messages'
import { ItemDetails } from './item-details'

/** One product: how many to bring first, then how sure that is; the reasons behind a tap. */
export function ItemRow({ list, item }: { list: List; item: Item }) {
  const say = useSay()
  const { number } = useFormats()
  const [open, setOpen] = useState(false)
  return (
    <li className="item">
      <details onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>
          <span className={item.override ? 'bring own' : 'bring'}>{number(item.bring)}</span>
          <span className="what">
            <strong>{item.name}</strong>
            <span className="range">
              <Range item={item} />
              <span>
                <span className="hidden">{say('next.range')} </span>
                {item.low}–{item.high}
              </span>
            </span>
            <span className="small soft tags">
              <Sure item={item} />
              {item.override && <span>{say('next.yours', { n: item.recommended })}</span>}
              {item.preOrdered > 0 && <span>{say('next.preOrdered', { n: item.preOrdered })}</span>}
              {item.limited && <span className="warn">{say('next.limited')}</span>}
              {item.packSize > 1 && item.bring > 0 && item.bring % item.packSize === 0 && <span>{`${item.bring / item.packSize} × ${item.packSize}`}</span>}
            </span>
          </span>
        </summary>
        {open && <ItemDetails list={list} item={item} />}
      </details>
    </li>
  )
}

// Demand is within the bar on eight days in ten; the tick is what to bring.
function Range({ item }: { item: Item }) {
  const scale = 100 / Math.max(item.high, item.bring, 1)
  return (
    <svg className="bar" viewBox="-2 0 104 10" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="4" width="100" height="2" rx="1" fill="#d9d6c5" />
      <rect x={item.low * scale} y="2" width={Math.max((item.high - item.low) * scale, 2)} height="6" rx="1" fill="#7fae84" />
      <rect x={item.bring * scale - 1.5} y="0" width="3" height="10" fill="#15200f" />
    </svg>
  )
}

function Sure({ item }: { item: Item }) {
  const say = useSay()
  const level = item.firstGuess ? 0 : item.confidence >= 0.7 ? 3 : item.confidence >= 0.45 ? 2 : 1
  const words: Key[] = ['next.firstGuess', 'next.sure1', 'next.sure2', 'next.sure3']
  return (
    <span className={level === 0 ? 'sure warn' : 'sure'}>
      <svg viewBox="0 0 14 12" aria-hidden="true">
        {[1, 2, 3].map((n) => (
          <rect key={n} x={n * 5 - 5} y={12 - n * 4} width="4" height={n * 4} fill={n <= level ? '#17472a' : '#d9d6c5'} />
        ))}
      </svg>
      {say(words[level] ?? 'next.firstGuess')}
    </span>
  )
}
