/** What loggers call their levels, and the status that Guance has for each. Pure. */
import type { LogStatus } from './types.ts'

/** In lower case; the short words are those of .NET, Serilog, zerolog, log15 and logrus. */
const WORDS: readonly (readonly [LogStatus, string])[] = [
  ['emerg', 'emerg emergency panic pani pnc'],
  ['alert', 'alert alrt'],
  ['critical', 'critical crit fatal fata ftl dpanic off'],
  ['error', 'error err erro eror severe fail'],
  ['warning', 'warning warn wrn'],
  ['notice', 'notice'],
  ['info', 'info information informational inf'],
  ['debug', 'debug debu dbug dbg trace trac trce trc verbose vrb silly config fine finer finest'],
  ['OK', 'ok'],
]
const STATUSES: ReadonlyMap<string, LogStatus> = new Map(
  WORDS.flatMap(([status, words]) => words.split(' ').map((word) => [word, status])),
)
const LONGEST = 13

/** Words that people begin sentences and names of settings with: a level only where a logger sets it apart. */
const ORDINARY = new Set([
  'alert',
  'ok',
  'off',
  'fail',
  'notice',
  'config',
  'fine',
  'trace',
  'silly',
  'panic',
])

/** @param word In any case; slog's `INFO+2` counts as `INFO`. */
export function wordStatus(word: string): LogStatus | undefined {
  const known = STATUSES.get(word)
  if (known !== undefined) return known
  const [plain = ''] = word
    .slice(0, LONGEST + 4)
    .trim()
    .split(/[+-]\d/, 1)
  return plain.length > LONGEST ? undefined : STATUSES.get(plain.toLowerCase())
}

export function isOrdinary(word: string): boolean {
  return ORDINARY.has(word.toLowerCase())
}

/** Whether a word is written as levels are: in capitals, or in small letters. */
export function isUpper(word: string): boolean {
  return word === word.toUpperCase()
}

/** The first number of each step of a ladder, and the status from there on. */
type Ladder = readonly (readonly [from: number, status: LogStatus])[]

/** @see https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1 */
const SYSLOG: readonly LogStatus[] = [
  ...(['emerg', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] as const),
]

/** Pino and bunyan: 10 trace to 60 fatal. */
export const PINO: Ladder = [
  [10, 'debug'],
  [30, 'info'],
  [40, 'warning'],
  [50, 'error'],
  [60, 'critical'],
]
/** Python's `levelno`: 10 debug to 50 critical. */
export const PYTHON: Ladder = [
  [1, 'debug'],
  [20, 'info'],
  [30, 'warning'],
  [40, 'error'],
  [50, 'critical'],
]
export const MONOLOG: Ladder = [
  [100, 'debug'],
  [200, 'info'],
  [250, 'notice'],
  [300, 'warning'],
  [400, 'error'],
  [500, 'critical'],
  [550, 'alert'],
  [600, 'emerg'],
]
/** @see https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
export const OPEN_TELEMETRY: Ladder = [
  [1, 'debug'],
  [9, 'info'],
  [13, 'warning'],
  [17, 'error'],
  [21, 'critical'],
]
/** `level_value` of logback: 5000 trace to 40000 error. */
export const LOGBACK: Ladder = [
  [5000, 'debug'],
  [20_000, 'info'],
  [30_000, 'warning'],
  [40_000, 'error'],
]

/** @param to The last number of the ladder. */
export function ladderStatus(ladder: Ladder, to: number, level: number): LogStatus | undefined {
  return level > to ? undefined : ladder.findLast(([from]) => level >= from)?.[1]
}

export function syslogStatus(severity: number): LogStatus | undefined {
  return SYSLOG[severity]
}
