import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import type { LogGroup } from '../log-groups.ts'
import { storedBytes } from '../stored-bytes.ts'
import { page } from './log-paging.ts'
import { describedArns, identifiedGroup, invalidParameter } from './requested-group.ts'

const GROUPS_A_PAGE = 50

export function describeLogGroups(call: Call): unknown {
  const prefix = text(call, 'logGroupNamePrefix')
  const pattern = text(call, 'logGroupNamePattern')
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  }
  const { items, nextToken } = page(call, describable(call), GROUPS_A_PAGE)
  const describe = pattern === undefined ? (group: LogGroup) => described(call, group) : shortly
  return { logGroups: items.map(describe), ...nextToken }
}

/** Identifiers go with linked accounts alone. */
function describable(call: Call): readonly LogGroup[] {
  const { logGroupIdentifiers, logGroupNamePrefix, logGroupNamePattern, logGroupClass } = call.input
  if (logGroupIdentifiers !== undefined) {
    if ((logGroupNamePrefix ?? logGroupNamePattern ?? logGroupClass) !== undefined) {
      throw invalidParameter('LogGroup identifiers cannot be combined with other filters.')
    }
    return (logGroupIdentifiers as readonly string[]).flatMap((identifier) => knownGroup(call, identifier))
  }
  const [prefix, pattern] = [text(call, 'logGroupNamePrefix') ?? '', text(call, 'logGroupNamePattern') ?? '']
  return visibleGroups(call).filter(({ name }) => name.startsWith(prefix) && name.includes(pattern))
}

function knownGroup(call: Call, identifier: string): readonly LogGroup[] {
  try {
    return [identifiedGroup(call, identifier)]
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return []
    throw error
  }
}

/** Those of the class that is asked for, also of accounts that share theirs when these are asked for. */
export function visibleGroups(call: Call): readonly LogGroup[] {
  const { includeLinkedAccounts, accountIdentifiers = [], logGroupClass: wanted } = call.input
  const isLinked = includeLinkedAccounts === true
  const asked = accountIdentifiers as readonly string[]
  if (!isLinked && asked.length > 0) {
    throw invalidParameter('accountIdentifiers can be given only when includeLinkedAccounts is true.')
  }
  const own = call.principal.account
  const accounts = [own, ...(isLinked ? call.linked : [])].filter(
    (account) => asked.length === 0 || asked.includes(account),
  )
  return accounts
    .flatMap((account) => [...(account === own ? call.fleet : call.fleetOf(account)).logGroups.values()])
    .filter(({ logClass }) => wanted === undefined || logClass === wanted)
}

function described(call: Call, group: LogGroup): Record<string, unknown> {
  const { name, createdMs, retentionDays, kmsKeyId, logClass } = group
  const { arn, logGroupArn } = describedArns(group)
  return {
    logGroupName: name,
    creationTime: createdMs,
    ...(retentionDays === undefined ? {} : { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    arn,
    storedBytes: storedBytes(group, call.now.getTime()),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    logGroupClass: logClass,
    logGroupArn,
    deletionProtectionEnabled: false,
  }
}

/** With a pattern AWS includes no more than this. */
function shortly(group: LogGroup): Record<string, unknown> {
  return { logGroupName: group.name, creationTime: group.createdMs, arn: describedArns(group).arn }
}

export function listLogGroups(call: Call): unknown {
  const pattern = new RegExp(text(call, 'logGroupNamePattern')?.replaceAll('.', '\\.') ?? '')
  const groups = visibleGroups(call).filter(({ name }) => pattern.test(name))
  const { items, nextToken } = page(call, groups, GROUPS_A_PAGE)
  return {
    logGroups: items.map((group) => ({
      logGroupName: group.name,
      logGroupArn: describedArns(group).logGroupArn,
      logGroupClass: group.logClass,
    })),
    ...nextToken,
  }
}
