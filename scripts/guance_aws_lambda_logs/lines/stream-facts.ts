/** Which function and version a log stream belongs to. Pure. */

export interface StreamFacts {
  /** From the stream's name in a custom group, else from a group `/aws/lambda/<function>`. */
  readonly functionName?: string
  /** `$LATEST` or a number. */
  readonly version?: string
}

const GROUP = '/aws/lambda/'
/**
 * `YYYY/MM/DD/[<version>]<32 hex>`, and with the function's name before the bracket in a custom group.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
const STREAM = /^\d{4}\/\d{2}\/\d{2}\/([\w.-]{0,140})\[(\$LATEST|[\w-]{1,129})\][0-9a-f]{32}$/
/** Replicas of Lambda@Edge put the region of their function before its name. */
const EDGE = /^us-east-1\./

export function streamFacts(logGroup: string, logStream: string): StreamFacts {
  const [, named = '', version] = STREAM.exec(logStream) ?? []
  const functionName = named === '' ? functionOfGroup(logGroup) : named
  return {
    ...(functionName !== undefined && { functionName }),
    ...(version !== undefined && { version }),
  }
}

function functionOfGroup(logGroup: string): string | undefined {
  const name = logGroup.startsWith(GROUP) ? logGroup.slice(GROUP.length).replace(EDGE, '') : ''
  return name === '' || name.includes('/') ? undefined : name
}
