/** Which functions have run lately: one listing for the whole region, instead of a look into each log group. */
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { codeOf, messageOf, pages } from '../../guance_integration_core/index.ts'

/**
 * Names of functions with invocations in the last three hours, as CloudWatch lists them.
 * @returns undefined, with a warning, when listing fails: then nobody knows.
 */
export async function activeFunctions(
  target: AwsTarget,
  { aws, signal, log }: ScriptContext,
): Promise<ReadonlySet<string> | undefined> {
  const input = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', RecentlyActive: 'PT3H' } as const
  const listing = pages(
    (nextToken) => aws.metrics(target).listMetrics(input, { nextToken, signal }),
    (page) => page.nextToken,
  )
  const names = new Set<string>()
  try {
    for await (const { metrics } of listing) {
      for (const { dimensions } of metrics) {
        const name = dimensions.find((dimension) => dimension.name === 'FunctionName')?.value
        if (name !== undefined) names.add(name)
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    log.warn(
      { region: target.region, code: codeOf(error), reason: messageOf(error) },
      'Going on without knowing which functions ran',
    )
    return undefined
  }
  return names
}
