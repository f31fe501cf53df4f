import { Cron } from 'croner'
import { FuncError, messageOf } from '../errors.ts'
import { DAY_SECONDS, HOUR_SECONDS, isTimezone } from '../time.ts'

/** Why a cron expression cannot be used; undefined when it can. */
export function cronProblem(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/).length
  // Croner also takes seven fields, nicknames and dates, which the console's form does not know.
  if (fields !== 5 && fields !== 6) {
    return `it has ${fields} ${fields === 1 ? 'field' : 'fields'}: wanted five, or six with seconds in front`
  }
  try {
    const next = new Cron(cron, { timezone: 'UTC', paused: true }).nextRun()
    return next === null ? 'it never comes due' : undefined
  } catch (error) {
    return messageOf(error).replace(/^CronPattern: /, '')
  }
}

export interface CheckedSchedule {
  readonly cron: string
  readonly timezone: string
  readonly timeoutSeconds?: number
  readonly jitterSeconds?: number
}

const LONGEST_TIMEOUT_SECONDS = DAY_SECONDS
const LONGEST_JITTER_SECONDS = HOUR_SECONDS

/** @throws {FuncError} FUNC_ERR_CRON_INVALID. */
export function assertSchedule(schedule: CheckedSchedule): void {
  const problem = scheduleProblem(schedule)
  if (problem !== undefined) throw new FuncError('FUNC_ERR_CRON_INVALID', `Cannot use ${problem}`)
}

/** What is wrong with a schedule, to stand behind "Cannot use"; undefined when nothing is. */
export function scheduleProblem({ cron, timezone, timeoutSeconds = 1, jitterSeconds = 0 }: CheckedSchedule) {
  const problem = cronProblem(cron)
  if (problem !== undefined) return `the schedule '${cron}': ${problem}`
  if (!isTimezone(timezone)) return `the time zone '${timezone}': wanted an IANA name such as Europe/Berlin`
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= LONGEST_TIMEOUT_SECONDS)) {
    return `a timeout of ${timeoutSeconds} s: wanted from 1 s to ${LONGEST_TIMEOUT_SECONDS} s, which is a day`
  }
  if (!(jitterSeconds >= 0 && jitterSeconds <= LONGEST_JITTER_SECONDS)) {
    return `a jitter of ${jitterSeconds} s: wanted from 0 to ${LONGEST_JITTER_SECONDS} s`
  }
  return undefined
}
