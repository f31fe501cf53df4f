/** Functions that come and go, as those of previews and test runs do: created, used for some hours, deleted, created anew. */

export interface Life {
  /** It is created each so many minutes, at this offset. */
  readonly everyMinutes: number
  readonly offset: number
  /** It is deleted after so many. */
  readonly lastsMinutes: number
  /** It cannot be created: it is there and never runs. */
  readonly broken: boolean
}

/** @param minute since the epoch @param life undefined of a function that stays */
export function isThere(life: Life | undefined, minute: number): boolean {
  return life === undefined || (minute + life.offset) % life.everyMinutes < life.lastsMinutes
}

/** Whether it can be invoked: not while it is being created. */
export function canRun(life: Life | undefined, minute: number): boolean {
  if (life === undefined) return true
  const age = (minute + life.offset) % life.everyMinutes
  return age > 0 && age < life.lastsMinutes
}

/** The minute in which it was last created, up to this one. */
export function lastBirth({ everyMinutes, offset }: Life, minute: number): number {
  return minute - ((minute + offset) % everyMinutes)
}
