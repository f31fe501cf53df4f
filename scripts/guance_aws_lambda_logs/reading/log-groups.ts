/** Which log groups to read, and which function wrote an event of a shared one. */
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { anyGlob, codeOf, isDenied, pages } from '../../guance_integration_core/index.ts'
import { ownerOfGroup, streamFacts } from '../lines/stream-facts.ts'
import type { KnownFunction } from './inventory.ts'

export interface LogGroup {
  readonly name: string
  /** The functions that log there, also those that are not wanted. */
  readonly functions: ReadonlyMap<string, KnownFunction>
}

/** The groups of all wanted functions; one is often shared by several. */
export function groupsOfFunctions(functions: readonly KnownFunction[]): Map<string, LogGroup> {
  const byGroup = Map.groupBy(functions, ({ logGroup }) => logGroup)
  return new Map(
    [...byGroup]
      .filter(([, writers]) => writers.some(({ wanted }) => wanted))
      .map(([name, writers]) => [
        name,
        { name, functions: new Map(writers.map((each) => [each.name, each])) },
      ]),
  )
}

/** What is known of who wrote to a stream. */
export interface Writer {
  readonly name: string
  /** Absent for a function that is not listed, such as a deleted one. */
  readonly known?: KnownFunction
  readonly version?: string
}

/** @returns undefined when the configuration does not ask for its events. */
export function writerOf(group: LogGroup, logStream: string): Writer | undefined {
  const { functionName, version } = streamFacts(group.name, logStream)
  const [only] = group.functions.size === 1 ? group.functions.values() : []
  const known = (functionName === undefined ? undefined : group.functions.get(functionName)) ?? only
  if (known !== undefined && !known.wanted) return undefined
  return {
    name: known?.name ?? functionName ?? ownerOfGroup(group.name) ?? group.name,
    ...(known !== undefined && { known }),
    ...(version !== undefined && { version }),
  }
}

/**
 * Names of existing groups that match the patterns, such as those of Lambda@Edge or of deleted functions: none,
 * with a warning, when listing is not permitted.
 */
export async function findLogGroups(
  patterns: readonly string[],
  target: AwsTarget,
  { aws, signal, log }: ScriptContext,
): Promise<string[]> {
  const matches = anyGlob(patterns)
  const found = new Set<string>()
  try {
    for (const prefix of new Set(patterns.map((pattern) => pattern.split('*')[0] ?? ''))) {
      const listing = pages(
        (nextToken) =>
          aws
            .logs(target)
            .describeLogGroups(
              { ...(prefix !== '' && { logGroupNamePrefix: prefix }), ...(nextToken && { nextToken }) },
              { abortSignal: signal },
            ),
        ({ nextToken }) => nextToken,
      )
      for await (const { logGroups = [] } of listing) {
        for (const { logGroupName = '' } of logGroups) if (matches(logGroupName)) found.add(logGroupName)
      }
    }
  } catch (error) {
    if (!isDenied(error)) throw error
    log.warn({ region: target.region, code: codeOf(error) }, 'Going on without further log groups')
  }
  return [...found]
}
