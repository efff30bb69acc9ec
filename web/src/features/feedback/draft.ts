import { currentSession } from '../../shared/session/session'
import type { Row } from './rows'

/** What was typed and not yet sent: a phone may close the page between two customers. */
export interface Draft {
  /** When the report that this one changes was made; empty: there is none. */
  basis: string
  rows: Row[]
  rating: number
  note: string
}

function key(date: string, venue: string): string {
  const session = currentSession()
  return `marketprep.draft.${session.state === 'out' ? '' : session.who.vendor}.${date}.${venue}`
}

export function readDraft(date: string, venue: string): Draft | undefined {
  const text = sessionStorage.getItem(key(date, venue))
  return text ? (JSON.parse(text) as Draft) : undefined
}

export const keepDraft = (date: string, venue: string, draft: Draft): void => sessionStorage.setItem(key(date, venue), JSON.stringify(draft))
export const dropDraft = (date: string, venue: string): void => sessionStorage.removeItem(key(date, venue))
