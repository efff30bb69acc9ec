import type { components } from './schema'

type Document = Partial<components['schemas']['ErrorModel']>

/** The API refused a request, and says why (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  /** What it is called in our log; for whoever asks us for help. */
  readonly correlation: string
  /** What is wrong with which field: its name, without where it stands. */
  readonly fields: Record<string, string>

  constructor(response: Response, body: unknown) {
    const said: Document = typeof body === 'object' && body !== null ? body : {}
    super(said.detail ?? response.statusText)
    this.name = 'Problem'
    this.status = response.status
    this.correlation = response.headers.get('X-Correlation-Id') ?? ''
    this.fields = Object.fromEntries((said.errors ?? []).map((e) => [(e.location ?? '').replace(/^(body|query|path)\./, ''), e.message ?? '']))
  }

  /** Whether the same request may work later. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408
  }
}

/** No answer came: there is no network, or the server is gone. */
export class Unreachable extends Error {
  constructor(options?: ErrorOptions) {
    super('no answer', options)
    this.name = 'Unreachable'
  }
}
