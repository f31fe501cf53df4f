/** Which function and version a log stream belongs to. Pure. */

export interface StreamFacts {
  /** From a custom group's stream name, else from a group `/aws/lambda/<function>`. */
  readonly functionName?: string
  /** `$LATEST` or a number. */
  readonly version?: string
}

export function streamFacts(_logGroup: string, _logStream: string): StreamFacts {
  return {}
}
