import type { Category, Point } from '#func/script.ts'
import type { SinkDependencies } from '#func/sinks/sink.ts'
import { toPlainPoint } from '../plain-point.ts'

export interface LoggedLine {
  readonly level: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

export interface TestSinkDependencies {
  readonly deps: SinkDependencies
  readonly logged: LoggedLine[]
  /** Waits that were asked for, in milliseconds; none takes any time. */
  readonly sleeps: number[]
  readonly stored: { readonly category: Category; readonly points: readonly Point[] }[]
  readonly printed: string[]
  /** Runs within each wait. */
  onSleep: () => void | Promise<void>
}

export function sinkDependencies(): TestSinkDependencies {
  const logged: LoggedLine[] = []
  const sleeps: number[] = []
  const stored: { category: Category; points: readonly Point[] }[] = []
  const printed: string[] = []
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void logged.push({ level, fields, message })
  const deps: SinkDependencies = {
    local: {
      write: async (category, points) => void stored.push({ category, points: points.map(toPlainPoint) }),
    },
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    async sleep(ms, signal) {
      signal.throwIfAborted()
      sleeps.push(ms)
      await test.onSleep()
    },
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    random: () => 0.5,
    version: '1.2.3',
    stdout: {
      write(text, done) {
        printed.push(text)
        done()
        return true
      },
    },
  }
  const test: TestSinkDependencies = { deps, logged, sleeps, stored, printed, onSleep: () => {} }
  return test
}

export function testPoint(index: number, fields: Point['fields'] = { value: index }): Point {
  return { measurement: 'm', tags: { id: `p${index}` }, fields, timestamp: 1_700_000_000_000 + index }
}

export function testPoints(count: number): Point[] {
  return Array.from({ length: count }, (_, index) => testPoint(index))
}

/** The error with which a promise rejects. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise
  } catch (error) {
    return error as Error & { code?: string }
  }
  throw new Error('Wanted a rejection, got none')
}
