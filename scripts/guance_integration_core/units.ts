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
  /** @throws SomeUnitsFailed when a unit failed. */
  finish(): void
}

export function createUnits(log: Logger, signal: AbortSignal): Units {
  const failures: UnitFailure[] = []
  let succeeded = 0
  return {
    async attempt(unit, work, counts = () => true) {
      try {
        const result = await work()
        if (counts(result)) succeeded += 1
        return result
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof PartFailed) succeeded += 1
        const failure = { unit, code: codeOf(error), message: messageOf(error) }
        failures.push(failure)
        log.error({ unit, code: failure.code, reason: failure.message }, 'Unit failed')
        return undefined
      }
    },
    finish() {
      if (failures.length > 0) throw new SomeUnitsFailed(failures, succeeded)
    },
  }
}
