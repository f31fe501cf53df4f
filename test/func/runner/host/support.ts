import type { RunnerOptions } from '#func/runner/host/runner.ts'
import type { Logger } from '#func/script.ts'

export const SETTINGS: RunnerOptions['settings'] = {
  runner: {
    ...{ maxWorkers: 4, warmWorkers: 0, memoryMb: 96, runsPerWorker: 50 },
    ...{ graceSeconds: 5, strictDigests: false },
  },
  connections: {},
  retention: { tasksPerTrigger: 500, taskDays: 90, pointDays: 15, pointMb: 20_480, auditDays: 365 },
}

export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export interface LogLine {
  readonly level: keyof Logger
  readonly fields: Record<string, unknown>
  readonly message: string
}

/** A log whose lines can be looked at. */
export function recordingLog(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: keyof Logger) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, fields, message })
  }
  return { log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, lines }
}

/** Source of a startup script of the fixture set. */
export function fixtureStartup(config: Readonly<Record<string, unknown>>): string {
  return `import type { Env } from '#func/script.ts'
export { run } from '../scripts/fixture/main.ts'
export const title = 'Fixture'
export const schedule = { cron: '0 0 1 1 *' }
export function config(env: Env) {
  return { account: { ak_secret: env('AK_SECRET') }, ...${JSON.stringify(config)} }
}
`
}
