/** A rule of AWS that the simulated account keeps, with where AWS documents it. */
export interface Semantic {
  /** `<area>.<what>`: `cloudwatch.end-time-exclusive`; a test holds the simulator to it. */
  readonly id: `${'wire' | 'cloudwatch' | 'lambda' | 'logs'}.${string}`
  /** A plain sentence without a full stop, the name of its test. */
  readonly rule: string
  /** The page that documents it; best one of AWS. */
  readonly source: `https://${string}`
}
