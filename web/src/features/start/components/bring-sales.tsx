import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useRef } from 'react'
import { importSales, type ImportReport } from '../../../shared/api/requests/import-sales'
import { useFormats } from '../../../shared/format/format'
import { useSay } from '../../../shared/messages/messages'
import { Trouble } from '../../../shared/ui/state'

/** Takes a file of sales, and says what became of it line by line. */
export function BringSales() {
  const say = useSay()
  const id = useId()
  const queries = useQueryClient()
  const stop = useRef<AbortController>(null)
  const bring = useMutation({
    mutationFn: (file: File) => {
      stop.current = new AbortController()
      return importSales(file, stop.current.signal)
    },
    onSuccess: () => queries.invalidateQueries(),
  })
  const cancelled = bring.error?.name === 'AbortError'
  return (
    <div className="stack">
      <label htmlFor={id} className="drop">
        <strong>{say('start.file')}</strong>
        <span className="small soft">{say('start.fileHint')}</span>
        <input
          id={id}
          type="file"
          accept=".csv,.txt,.gz,text/csv"
          disabled={bring.isPending}
          onChange={(e) => {
            const file = e.target.files?.[0]
            if (file) bring.mutate(file)
            e.target.value = ''
          }}
        />
      </label>
      {bring.isPending && (
        <div className="tight" role="status">
          <p>{say('start.reading', { name: bring.variables.name })}</p>
          <progress aria-label={say('state.sending')} />
          <button type="button" className="button" onClick={() => stop.current?.abort()}>
            {say('state.cancel')}
          </button>
        </div>
      )}
      {cancelled && <p className="note">{say('start.cancelled')}</p>}
      {bring.error && !cancelled && <Trouble error={bring.error} />}
      {bring.data && <Outcome report={bring.data} />}
    </div>
  )
}

function Outcome({ report }: { report: ImportReport }) {
  const say = useSay()
  const { number, shortDay } = useFormats()
  const nothing = report.imported === 0 && report.alreadyKnown === 0
  return (
    <div className={`note ${nothing ? 'bad' : 'good'} tight`} role="status">
      <p>
        <strong>{say('start.imported', { n: report.imported, days: report.marketDays })}</strong>{' '}
        {report.first && report.last && say('start.span', { first: shortDay(report.first), last: shortDay(report.last) })}
      </p>
      {report.alreadyKnown > 0 && <p>{say('start.known', { n: report.alreadyKnown })}</p>}
      {report.newProducts.length > 0 && <p>{say('start.newProducts', { n: report.newProducts.length })}</p>}
      {report.newVenues.length > 0 && <p>{say('start.newVenues', { names: report.newVenues.join(', ') })}</p>}
      {report.rejected > 0 && (
        <details>
          <summary>
            <strong className="bad">{say('start.rejected', { n: report.rejected })}</strong>
          </summary>
          <ul className="small">
            {report.problems.map((p) => (
              <li key={`${p.line} ${p.column} ${p.reason}`}>
                {say('start.line', { line: number(p.line), column: p.column })} {p.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
