import type { Client } from 'openapi-fetch'

type Send = (request: Request) => Promise<Response>

interface Options {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown>; header?: Record<string, unknown> }
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/**
 * A client of the API with openapi-fetch's types, which check every path, parameter and
 * answer against docs/openapi.json, but with the part of its code that we need: a tenth
 * (docs/adr/0010-web.md).
 */
export function createClient<Paths extends object>(send: Send): Pick<Client<Paths>, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'> {
  const calls = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, (path: string, options?: Options) => call(send, method, path, options)])
  return Object.fromEntries(calls) as Client<Paths>
}

async function call(send: Send, method: string, path: string, { params = {}, body, headers: given, signal }: Options = {}) {
  const url = new URL(path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(text(params.path?.[name]))), location.origin)
  for (const [name, value] of Object.entries(params.query ?? {})) if (value !== undefined) url.searchParams.set(name, text(value))
  const headers = new Headers(given)
  for (const [name, value] of Object.entries(params.header ?? {})) if (value !== undefined) headers.set(name, text(value))
  const raw = body instanceof Blob
  if (body !== undefined && !raw) headers.set('Content-Type', 'application/json')
  const sent = body === undefined ? null : raw ? body : JSON.stringify(body)
  const response = await send(new Request(url, { method, headers, body: sent, signal: signal ?? null }))
  const read: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  return response.ok ? { data: read, response } : { error: read, response }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
