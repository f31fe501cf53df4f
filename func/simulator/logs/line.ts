/** One line of a log stream, before it becomes an event. */

/** One event before it is shipped: its time in milliseconds since the epoch. */
export interface Line {
  readonly timestamp: number
  readonly message: string
}
