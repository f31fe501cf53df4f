/**
 * Regular expressions of the configuration are tried on every log event, and cannot be interrupted: one that
 * backtracks without end would hang the run. So what may do that is refused by its form; what is merely slow is
 * found by a trial. Pure but for the clock that is given.
 */
import { CollectError } from '../../guance_integration_core/index.ts'

/** Milliseconds, any origin. */
export type Clock = () => number

const TRIAL_MS = 25
/** A busy machine may interrupt a trial: only what is slow each time is refused. */
const TRIALS = 3
/** Each twice the one before, so that the first slow one is not very slow. */
const TRIAL_LENGTHS = Array.from({ length: 11 }, (_, power) => 16 * 2 ** power)

/**
 * @param where The key of the configuration, for the message.
 * @throws FUNC_ERR_COLLECT_CONFIG_INVALID
 */
export function safePattern(source: string, where: string, flags: string, clock: Clock): RegExp {
  const refuse = (wanted: string, cause?: unknown): never => {
    const message = `Cannot use pattern '${source}' of ${where}: ${wanted}`
    throw new CollectError('FUNC_ERR_COLLECT_CONFIG_INVALID', message, cause)
  }
  let pattern: RegExp
  try {
    pattern = new RegExp(source, flags)
  } catch (error) {
    return refuse(`wanted a regular expression, ${error instanceof Error ? error.message : error}`, error)
  }
  const danger = dangerOf(source)
  if (danger !== undefined) refuse(danger)
  if (isSlow(pattern, source, clock)) refuse('wanted one that reads a long line at once; it takes too long')
  return pattern
}

/** What one group holds, as far as it has been read. */
interface Body {
  /** Whether it repeats something without a bound, or offers alternatives. */
  isOpen: boolean
}

/** Why a pattern may backtrack without end; undefined when it does not. */
export function dangerOf(source: string): string | undefined {
  const tokens = source.match(
    /\\k<|\\[1-9]|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?(?:<\w+>|:)|[()|*+]|\{\d+(?:,\d*)?\}|[\s\S]/gu,
  )
  const stack: Body[] = [{ isOpen: false }]
  let closed: Body | undefined
  for (const token of tokens ?? []) {
    const body = stack.at(-1) ?? { isOpen: false }
    if (/^\\(k<|[1-9])/.test(token)) return 'wanted one without back references'
    if (/^\(\?<?[=!]/.test(token)) return 'wanted one without look-ahead and look-behind'
    const repeat = repeatOf(token)
    if (repeat !== undefined) {
      if (repeat > MOST_REPEATS && repeat !== Number.POSITIVE_INFINITY)
        return 'wanted no repetition of more than 1000 times'
      if (closed?.isOpen === true && repeat > 1)
        return 'wanted no repeated group that itself repeats or has alternatives, such as (a+)+'
      if (repeat > 1) body.isOpen = true
    }
    const ended: Body | undefined = token === ')' ? stack.pop() : undefined
    if (ended?.isOpen === true) (stack.at(-1) ?? body).isOpen = true
    if (token === '|') body.isOpen = true
    if (token.startsWith('(')) stack.push({ isOpen: false })
    closed = ended
  }
  return undefined
}

const MOST_REPEATS = 1000

/** How often a quantifier repeats at most; undefined for what is none. */
function repeatOf(token: string): number | undefined {
  if (token === '*' || token === '+') return Number.POSITIVE_INFINITY
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? []
  if (least === undefined) return undefined
  if (most !== '') return Number(most)
  return comma === '' ? Number(least) : Number.POSITIVE_INFINITY
}

/** Tries it on texts of its own characters, each longer than the one before, and stops at the first slow one. */
function isSlow(pattern: RegExp, source: string, clock: Clock): boolean {
  const letters = [...new Set(source.replace(/\\[a-z]|[^\w@=:/ .-]/gi, ''))].slice(0, 4).join('')
  const units = ['a', ' ', 'a1 ', letters].filter((unit) => unit !== '')
  return TRIAL_LENGTHS.some((length) =>
    units.some((unit) => {
      const text = `${unit.repeat(Math.ceil(length / unit.length))}\u0000`
      return Array.from({ length: TRIALS }).every(() => isSlowOn(text, pattern, clock))
    }),
  )
}

function isSlowOn(text: string, pattern: RegExp, clock: Clock): boolean {
  const start = clock()
  new RegExp(pattern).test(text)
  return clock() - start > TRIAL_MS
}
