import type { Logger, UnitFailure } from '#func/script.ts'
import { codeOf, messageOf, PartFailed, SomeUnitsFailed } from './collect-error.ts'

/** Runs units of collection so that one that fails does not stop the others. */
export interface Units {
  /**
   * Undefined when the unit failed. Rejects only when aborted.
   *
   * @param counts Whether a result is a success of this run. @default always
   */
  attempt<T>(unit: string, work: () => Promise<T>, counts?: (result: T) => boolean): Promise<T | undefined>
  readonly failures: readonly UnitFailure[]
  readonly succeeded: number
  /** Whether everything that failed did so as a whole, for reasons that may pass: then trying again may help. */
  mayPass(): boolean
}

const PASSING = ['FUNC_ERR_AWS_THROTTLED', 'FUNC_ERR_AWS_UNREACHABLE', 'FUNC_ERR_AWS_SERVICE_ERROR']

export function createUnits(log: Logger, signal: AbortSignal): Units {
  const failures: UnitFailure[] = []
  let succeeded = 0
  let inPart = 0
  return {
    failures,
    get succeeded() {
      return succeeded
    },
    mayPass: () => inPart === 0 && failures.every(({ code }) => PASSING.includes(code)),
    async attempt(unit, work, counts = () => true) {
      try {
        const result = await work()
        if (counts(result)) succeeded += 1
        return result
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof PartFailed) {
          succeeded += 1
          inPart += 1
        }
        const failure = { unit, code: codeOf(error), message: messageOf(error) }
        failures.push(failure)
        log.error({ unit, code: failure.code, reason: failure.message }, 'Unit failed')
        return undefined
      }
    },
  }
}

/** @throws SomeUnitsFailed when a unit failed. */
export function finish(all: readonly Units[]): void {
  const failures = all.flatMap((units) => units.failures)
  const succeeded = all.reduce((sum, units) => sum + units.succeeded, 0)
  if (failures.length > 0) throw new SomeUnitsFailed(failures, succeeded)
}
