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

/** What the runtime prints of an error that the handler throws, each in a form of its own. */
function errorMessage(run: Invocation, setup: LogSetup): string {
  if (setup.format === 'JSON') return consoleLine(run, setup, 'ERROR', `TypeError: ${MISSING}`)
  return ERRORS[languageOf(run.fn)](run, setup)
}

/** Whether the log shows that the run failed: in the text format errors of handlers are left to the runtime. */
export function isFailureShown(run: Invocation, setup: LogSetup): boolean {
  if (run.failure !== 'handler' || setup.format === 'JSON') return run.failure !== undefined
  return languageOf(run.fn) !== 'other'
}

const MISSING = "Cannot read properties of undefined (reading 'id')"
const NODE_ERROR = {
  errorType: 'TypeError',
  errorMessage: MISSING,
  stack: ['    at handler (/var/task/index.js:7:11)'],
}
const RUBY_ERROR = {
  errorMessage: "undefined method `id' for nil",
  errorType: 'Function<NoMethodError>',
  stackTrace: ["/var/task/app.rb:7:in `handler'"],
}

const ERRORS = {
  nodejs: (run: Invocation, setup: LogSetup) =>
    consoleLine(run, setup, 'ERROR', `Invoke Error \t${JSON.stringify(NODE_ERROR)}`),
  python: () =>
    `[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n  File "/var/task/app.py", line 7, in handler\n    order['id']\n`,
  java: () =>
    'null: java.lang.NullPointerException\njava.lang.NullPointerException\n\tat com.shop.Handler.handle(Handler.java:7)\n',
  dotnet: (run: Invocation) =>
    `${new Date(run.endMs).toISOString()}\t${run.requestId}\tfail\tSystem.NullReferenceException: Object reference not set\n   at Shop.Handler.Handle(Order order)\n`,
  ruby: () => `Error raised from handler method\n${JSON.stringify(RUBY_ERROR, undefined, 2)}\n`,
  /** Of custom runtimes and images: words of their own. */
  other: () => "Cannot take the order: its member 'id' is null\n",
} as const

function languageOf({ runtime = '' }: SimFunction): keyof typeof ERRORS {
  const languages = ['nodejs', 'python', 'java', 'dotnet', 'ruby'] as const
  return languages.find((language) => runtime.startsWith(language)) ?? 'other'
}

/** Quotes another log: it is no report of this function. */
function decoy(run: Invocation): string {
  const report = 'Duration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t'
  return `Forwarded: REPORT RequestId: 00000000-0000-4000-a000-00000000${(run.index % 65_536).toString(16).padStart(4, '0')}\t${report}`
}
