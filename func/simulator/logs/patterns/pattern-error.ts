import { AwsError } from '../../wire/aws-error.ts'

export type Matches = (message: string) => boolean

/** CloudWatch says no more than that; the reason is ours. */
export function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid filter pattern: ${reason}`)
}
