import { denialMessage } from '../../wire/access/denials.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { denied } from '../../wire/common-errors.ts'
import { groupArn, type LogGroup } from '../log-groups.ts'

const ARN = /^arn:[\w-]+:logs:([\w-]+):(\d{12}):log-group:(.+)$/

/** The group that a request names, by name or by the identifier that may be its ARN. @throws {AwsError} */
export function requestedGroup(call: Call): LogGroup {
  const name = text(call, 'logGroupName')
  const identifier = text(call, 'logGroupIdentifier')
  if (name !== undefined && identifier !== undefined) {
    throw invalidParameter('LogGroup name and LogGroup identifier are mutually exclusive parameters.')
  }
  if (name === undefined && identifier === undefined) {
    throw invalidParameter('Either LogGroup name or LogGroup identifier must be provided.')
  }
  return name === undefined ? identifiedGroup(call, identifier ?? '') : ownGroup(call, name)
}

/** A group by its name, or by its ARN: also one of an account that shares its groups with the caller's. @throws {AwsError} */
export function identifiedGroup(call: Call, identifier: string): LogGroup {
  const found = ARN.exec(identifier)
  if (found === null) return ownGroup(call, identifier)
  const [, region, account = '', name = ''] = found
  if (region !== call.region) throw noGroup()
  if (account === call.principal.account) return ownGroup(call, name)
  if (!call.linked.includes(account)) {
    const access = { ...call, action: `logs access to ${identifier}` }
    throw denied('json', denialMessage({}, access))
  }
  const group = call.fleetOf(account).logGroups.get(name)
  if (group === undefined) throw noGroup()
  return group
}

function ownGroup({ fleet }: Call, name: string): LogGroup {
  const group = fleet.logGroups.get(name)
  if (group === undefined) throw noGroup()
  return group
}

function noGroup(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
}

/** Who reads the events of an encrypted group has to decrypt them. @throws {AwsError} */
export function checkDecryptable(call: Call, { kmsKeyId }: LogGroup): void {
  const refusal = kmsKeyId === undefined ? undefined : call.refusalOf('kms:Decrypt', kmsKeyId)
  if (refusal !== undefined) throw refusal
}

/** Events of a class that is not the standard one are not read one by one. @throws {AwsError} */
export function checkReadable(call: Call, group: LogGroup, operation: string): void {
  const { name, logClass } = group
  if (logClass === 'STANDARD') {
    checkDecryptable(call, group)
    return
  }
  throw new AwsError(
    'InvalidOperationException',
    `The log group ${name} is of log-group-class ${logClass}. ${operation} is not supported for this log class.`,
  )
}

/** Whose ARN an answer names it by. */
export function describedArns(group: LogGroup): { readonly arn: string; readonly logGroupArn: string } {
  const logGroupArn = groupArn(group)
  return { arn: `${logGroupArn}:*`, logGroupArn }
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
