import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

/** A figure that was measured, in the annotations of the test that measured it. */
export interface Figure {
  what: string
  value: number
  /** The most that it may be, or the least if atLeast. */
  budget: number
  unit: string
  atLeast?: boolean
}

/** Prints figures as make bench does: value, budget, ok or OVER. */
export default class Table implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations) if (type === 'figure') print(JSON.parse(description ?? '') as Figure)
    if (result.status !== 'passed') console.log(`${test.title}: ${result.error?.message ?? result.status}`)
  }
}

function print({ what, value, budget, unit, atLeast }: Figure): void {
  const ok = atLeast ? value >= budget : value <= budget
  const text = (n: number) => `${Number(n.toFixed(2))} ${unit}`
  console.log(`${what.padEnd(62)} ${text(value).padStart(12)} ${text(budget).padStart(12)}  ${ok ? 'ok' : 'OVER'}`)
}
