import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { groupArn } from '../log-groups.ts'

/** The ARN of a group here has no `:*` at its end. */
export function listTagsForResource(call: Call): unknown {
  const arn = text(call, 'resourceArn')
  const group = [...call.fleet.logGroups.values()].find((each) => groupArn(each) === arn)
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified resource does not exist.')
  }
  return { tags: group.tags }
}
