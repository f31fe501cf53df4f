import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { codeOf, isDenied, pages } from '../guance_integration_core/index.ts'

/** The event source mappings of the region; none, with a warning, when that is not permitted. */
export async function listMappings(
  target: AwsTarget,
  { aws, signal, log }: ScriptContext,
): Promise<EventSourceMappingConfiguration[]> {
  const client = aws.lambda(target)
  const listing = pages(
    (token) =>
      client.listEventSourceMappings(token === undefined ? {} : { Marker: token }, { abortSignal: signal }),
    ({ NextMarker }) => NextMarker,
  )
  const mappings: EventSourceMappingConfiguration[] = []
  try {
    for await (const { EventSourceMappings = [] } of listing) mappings.push(...EventSourceMappings)
  } catch (error) {
    if (!isDenied(error)) throw error
    log.warn({ region: target.region, code: codeOf(error) }, 'Going on without event source mappings')
  }
  return mappings
}
