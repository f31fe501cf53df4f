import { unit } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { consoleLine, keyOf, metricMessages } from './custom-metrics.ts'
import type { Invocation } from './invocation.ts'
import { jsonAfter, jsonBefore } from './json-lines.ts'
import type { Line } from './line.ts'
import type { LogSetup } from './log-setup.ts'
import { textAfter, textBefore } from './text-lines.ts'

const SALT = { lines: 240, decoy: 241 }

/** All that one run writes, in the order of writing. */
export function linesOf(run: Invocation, setup: LogSetup): readonly Line[] {
  const json = setup.format === 'JSON'
  const during = [...applicationMessages(run, setup), ...metricMessages(run, setup)]
  const step = (run.endMs - run.handlerMs) / (during.length + 1)
  return [
    ...(json ? jsonBefore(run, setup) : textBefore(run)),
    ...during.map((message, i) => ({ timestamp: Math.floor(run.handlerMs + (i + 1) * step), message })),
    ...(json ? jsonAfter(run, setup) : textAfter(run, setup)),
  ]
}

/** The function's own lines; some hold words that a search for reports finds too. */
function applicationMessages(run: Invocation, setup: LogSetup): readonly string[] {
  const key = keyOf(run)
  const dice = unit(key, SALT.lines)
  const log = (level: string, text: string) => consoleLine(run, setup, level, text)
  return [
    ...(setup.applicationLevel === 'DEBUG' ? [log('DEBUG', 'Handling the event')] : []),
    ...(dice < 0.7 ? [log('INFO', `Took order ${run.index} of customer ${key % 10_000}`)] : []),
    ...(dice < 0.05 ? [log('WARN', 'Had to ask the bank twice')] : []),
    ...(unit(key, SALT.decoy) < 0.02 ? [log('INFO', decoy(run))] : []),
    ...(run.failure === 'handler' ? [errorMessage(run, setup)] : []),
  ]
}

/** What the runtime prints of an error that the handler throws; those of Node and Python in forms of their own. */
function errorMessage(run: Invocation, setup: LogSetup): string {
  const errorMessage = "Cannot read properties of undefined (reading 'id')"
  const error = { errorType: 'TypeError', errorMessage, stack: ['    at handler (/var/task/index.js:7:11)'] }
  if (setup.format === 'JSON') return consoleLine(run, setup, 'ERROR', `TypeError: ${errorMessage}`)
  switch (languageOf(run.fn)) {
    case 'node':
      return consoleLine(run, setup, 'ERROR', `Invoke Error \t${JSON.stringify(error)}`)
    case 'python':
      return `[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n  File "/var/task/app.py", line 7, in handler\n`
    default:
      return "Cannot take the order: its member 'id' is null\n"
  }
}

/** Whether the log shows that the run failed: the text format leaves errors of handlers to the runtime. */
export function isFailureShown(run: Invocation, setup: LogSetup): boolean {
  if (run.failure !== 'handler' || setup.format === 'JSON') return run.failure !== undefined
  return languageOf(run.fn) !== 'other'
}

function languageOf({ runtime = '' }: SimFunction): 'node' | 'python' | 'other' {
  if (runtime.startsWith('nodejs')) return 'node'
  return runtime.startsWith('python') ? 'python' : 'other'
}

/** Quotes another log: it is no report of this function. */
function decoy(run: Invocation): string {
  const report = 'Duration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t'
  return `Forwarded: REPORT RequestId: 00000000-0000-4000-a000-00000000${(run.index % 65_536).toString(16).padStart(4, '0')}\t${report}`
}
