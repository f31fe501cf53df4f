/** The ARNs that AWS names when it denies an operation. */
import { partitionOf } from '../../regions.ts'
import type { CalledPlace } from '../call.ts'

type Input = Readonly<Record<string, unknown>>

/** Of the function that a path names: by name, by ARN, or by part of it. */
export function functionResource({ FunctionName }: Input, place: CalledPlace): string {
  const [name = '', qualifier] = String(FunctionName ?? '')
    .replace(/^(.*:)?function:/, '')
    .split(':')
  return `${prefixOf('lambda', place)}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`
}

/** Of operations that list, where no single resource can be allowed. */
export function everyResource(): string {
  return '*'
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
