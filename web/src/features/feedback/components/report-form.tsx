import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Product } from '../../../shared/api/requests/list-products'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { add } from '../../../shared/offline/outbox'
import { Area, Choice } from '../../../shared/ui/field'
import { dropDraft, keepDraft, type Draft } from '../draft'
import { impossible, reported, variance, type Row } from '../rows'
import { RowForm } from './row-form'
import { Stars } from './stars'
import './report-form.css'

interface Props {
  date: string
  venue: string
  venueName: string
  start: Draft
  products: Product[]
}

export function ReportForm({ date, venue, venueName, start, products }: Props) {
  const say = useSay()
  const { shortDay } = useFormats()
  const [, go] = useLocation()
  const [draft, setDraft] = useState(start)
  const [complaint, setComplaint] = useState('')
  const change = (next: Partial<Draft>) => {
    const whole = { ...draft, ...next }
    setDraft(whole)
    keepDraft(date, venue, whole)
  }
  const { rows, rating, note, basis } = draft
  const missing = products.filter((p) => !p.archived && !p.sameAs && !rows.some((r) => r.product === p.id))

  const send = async () => {
    const items = reported(rows)
    const wrong = rows.find((r) => impossible(r))
    if (items.length === 0 || wrong) {
      setComplaint(wrong ? say('review.fix', { name: wrong.name }) : say('review.nothing'))
      return
    }
    const body = { date, venue, items, ...(rating > 0 && { rating }), ...(note && { note }) }
    await add(say('review.entry', { venue: venueName, day: shortDay(date) }), { kind: 'report', body, basis })
    dropDraft(date, venue)
    go('/review')
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
    >
      <Summary rows={rows} />
      <ul className="report">
        {rows.map((row, i) => (
          <RowForm key={row.product} row={row} onChange={(next) => change({ rows: rows.with(i, next) })} />
        ))}
      </ul>
      {missing.length > 0 && (
        <Choice
          label={say('review.add')}
          value=""
          onChange={(e) => {
            const p = missing.find((m) => m.id === e.target.value)
            if (p) change({ rows: [...rows, { product: p.id, name: p.name, brought: '', sold: '', left: '', thrown: '', soldOut: false }] })
          }}
        >
          <option value="">{say('review.choose')}</option>
          {missing.map((p) => (
            <option key={p.id} value={p.id}>
              {p.name}
            </option>
          ))}
        </Choice>
      )}
      <Stars value={rating} onChange={(n) => change({ rating: n })} />
      <Area label={say('review.note')} hint={say('review.noteHint')} maxLength={1000} value={note} onChange={(e) => change({ note: e.target.value })} />
      {complaint && (
        <p className="note bad" role="alert">
          {complaint}
        </p>
      )}
      <button className="button main">{say('review.send')}</button>
      <p className="soft small">{say('review.sendHint')}</p>
    </form>
  )
}

function Summary({ rows }: { rows: Row[] }) {
  const say = useSay()
  const all = rows.flatMap((r) => variance(r) ?? [])
  if (all.length === 0) return <p className="soft">{say('review.hint')}</p>
  const close = all.filter((v) => v.verdict === 'close').length
  return <p className="note good">{say('review.close', { close, all: all.length })}</p>
}
