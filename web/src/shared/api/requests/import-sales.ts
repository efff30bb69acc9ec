import { answer, api } from '../http'

/** What was read of a file, and what became of it. The API's document does not say it in full. */
export interface ImportReport {
  lines: number
  imported: number
  alreadyKnown: number
  rejected: number
  marketDays: number
  problems: { line: number; column: string; reason: string }[]
  newProducts: string[]
  newVenues: string[]
  first?: string
  last?: string
}

/** Brings in a file of sales, compressed on its way: signal is slow where markets are. */
export async function importSales(file: File, signal: AbortSignal): Promise<ImportReport> {
  const zipped = await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob()
  // The document knows text/csv only as the type of this body.
  const body = new Blob([zipped], { type: 'application/gzip' }) as unknown as string
  const report = await answer(api.POST('/api/v1/sales/imports', { body, headers: { 'Content-Type': 'application/gzip' }, signal }))
  return report as unknown as ImportReport
}
