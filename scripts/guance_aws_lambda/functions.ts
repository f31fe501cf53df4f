/** Reads what exists in one region: functions, what listens for them, their tags. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import {
  codeOf,
  isDenied,
  pages,
  readResourceTags,
  type TagsByArn,
} from '../guance_integration_core/index.ts'

/** A function as ListFunctions tells it, with a name and an ARN for certain. */
export type LambdaFunction = FunctionConfiguration & { FunctionName: string; FunctionArn: string }

/** @throws What `lambda:ListFunctions` throws. */
export async function listFunctions(
  target: AwsTarget,
  { aws, signal }: ScriptContext,
): Promise<LambdaFunction[]> {
  const client = aws.lambda(target)
  const listing = pages(
    (token) => client.listFunctions(token === undefined ? {} : { Marker: token }, { abortSignal: signal }),
    ({ NextMarker }) => NextMarker,
  )
  const functions: LambdaFunction[] = []
  for await (const { Functions = [] } of listing) functions.push(...Functions.filter(hasIdentity))
  return functions
}

function hasIdentity(lambda: FunctionConfiguration): lambda is LambdaFunction {
  return lambda.FunctionName !== undefined && lambda.FunctionArn !== undefined
}

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

/** Tags by ARN; undefined, with a warning, when reading them is not permitted. */
export async function readFunctionTags(
  target: AwsTarget,
  context: ScriptContext,
): Promise<TagsByArn | undefined> {
  try {
    return await readResourceTags('lambda:function', target, context)
  } catch (error) {
    if (!isDenied(error)) throw error
    context.log.warn({ region: target.region, code: codeOf(error) }, 'Going on without resource tags')
    return undefined
  }
}

/** The name within a function's ARN, also where a version or alias follows. */
export function functionNameOfArn(arn: string): string | undefined {
  return arn.split(':')[6]
}
