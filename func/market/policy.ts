import type { Permission } from './manifest.ts'

export interface IamStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

/** An IAM policy document. */
export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

const ASSUME_ROLE = 'sts:AssumeRole'

/**
 * The least rights for these permissions. The right to assume roles is only given for named roles: none of the
 * other actions can be limited to single resources without losing functions made later.
 */
export function policyFor(permissions: readonly Permission[], roleArns: readonly string[] = []): IamPolicy {
  const actions = [...new Set(permissions.map(({ action }) => action))].sort()
  const read: IamStatement = {
    Sid: 'FuncboxCollect',
    Effect: 'Allow',
    Action: actions.filter((action) => action !== ASSUME_ROLE),
    Resource: '*',
  }
  if (roleArns.length === 0 || !actions.includes(ASSUME_ROLE))
    return { Version: '2012-10-17', Statement: [read] }
  const assume: IamStatement = {
    Sid: 'FuncboxAssumeRole',
    Effect: 'Allow',
    Action: [ASSUME_ROLE],
    Resource: roleArns,
  }
  return { Version: '2012-10-17', Statement: [read, assume] }
}
