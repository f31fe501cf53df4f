/** The ARNs that AWS names when it denies an operation. */
import { partitionOf } from '../../regions.ts'

type Input = Readonly<Record<string, unknown>>

export interface CalledPlace {
  readonly region: string
  readonly account: string
}

/** Of the function that a request names: by name, by ARN, or by part of it. What lists cannot be allowed for one alone. */
export function functionResource({ FunctionName }: Input, place: CalledPlace): string {
  if (FunctionName === undefined) return '*'
  const [name = '', qualifier] = String(FunctionName)
    .replace(/^(.*:)?function:/, '')
    .split(':')
  return `${prefixOf('lambda', place)}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`
}

/** Of the log group that a request names, and its stream. */
export function logGroupResource(input: Input, place: CalledPlace): string {
  const { logGroupName, logGroupIdentifier = '', logStreamName = '' } = input
  const group = String(logGroupName ?? logGroupIdentifier).replace(/^arn:.*:log-group:|:\*$/g, '')
  return `${prefixOf('logs', place)}:log-group:${group}:log-stream:${logStreamName}`
}

function prefixOf(service: string, { region, account }: CalledPlace): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}`
}
