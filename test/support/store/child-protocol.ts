/** What a test and its child processes agree on. */
export const SLOTS = 40
export const POINTS_PER_WRITE = 500

export interface RaceResult {
  readonly key: string
  /** Ids by slot number, of the tasks that this process put into the queue. */
  readonly enqueued: readonly string[]
  /** Ids of the tasks that this process claimed. */
  readonly claimed: readonly string[]
}
