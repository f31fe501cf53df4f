import { Cron } from 'croner'
import { FuncError, messageOf } from '../errors.ts'

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

/** Whether it is an IANA time zone that this system knows. */
export function isTimezone(name: string): boolean {
  if (name === '' || /^[+-]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** @throws {FuncError} FUNC_ERR_CRON_INVALID. */
export function assertSchedule({
  cron,
  timezone,
}: {
  readonly cron: string
  readonly timezone: string
}): void {
  const problem = cronProblem(cron)
  if (problem !== undefined) {
    throw new FuncError('FUNC_ERR_CRON_INVALID', `Cannot use the schedule '${cron}': ${problem}`)
  }
  if (isTimezone(timezone)) return
  throw new FuncError(
    'FUNC_ERR_CRON_INVALID',
    `Cannot use the time zone '${timezone}': wanted an IANA name such as Europe/Berlin`,
  )
}
