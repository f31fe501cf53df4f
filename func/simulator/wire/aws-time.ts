/** A time in a result: every protocol writes it in its own way. */
export class AwsTime {
  readonly ms: number

  /** @param ms milliseconds since the epoch */
  constructor(ms: number) {
    this.ms = ms
  }

  /** Seconds since the epoch, as the JSON protocols write it. */
  toJSON(): number {
    return this.ms / 1000
  }
}
