/** Which function and version a log stream belongs to. Pure. */

export interface StreamFacts {
  /** From the stream's name in a custom group, else from a group `/aws/lambda/<function>`. */
  readonly functionName?: string
  /** `$LATEST` or a number. */
  readonly version?: string
}

const GROUP = '/aws/lambda/'
/** Groups of web functions have the function's name behind this, those of MicroVMs and capacity providers have none. */
const WEB = 'web/'
/**
 * `YYYY/MM/DD/[<version>]<32 hex>`, and with the function's name before the bracket in a custom group. The version of
 * managed instances is `$LATEST.PUBLISHED`. A stream without a bracket, such as that of an event source mapping
 * (`YYYY/MM/DD/<UUID>`), is of its group's function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
const STREAM = /^\d{4}\/\d{2}\/\d{2}\/([\w.-]{0,140})\[(\$LATEST(?:\.PUBLISHED)?|[\w-]{1,129})\][0-9a-f]{32}$/
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
  if (!logGroup.startsWith(GROUP)) return undefined
  const rest = logGroup.slice(GROUP.length)
  const name = rest.startsWith(WEB) ? rest.slice(WEB.length) : rest.replace(EDGE, '')
  return name === '' || name.includes('/') ? undefined : name
}

/** What else than a function writes to a group: the image of MicroVMs, a capacity provider. */
export function ownerOfGroup(logGroup: string): string | undefined {
  return /^\/aws\/lambda\/(?:microvms|capacity-provider)\/([^/]+)$/.exec(logGroup)?.[1]
}
