/** The Lambda functions of one region, and their tags. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { codeOf, isDenied } from '../collect-error.ts'
import { pages } from '../concurrency.ts'
import { readResourceTags, type TagsByArn } from './resource-tags.ts'
import { resourceTagTags, withoutEmpty } from './tags.ts'

/** A function as ListFunctions gives it, with a name and an ARN for certain. */
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

export interface FunctionTagParts {
  readonly lambda: LambdaFunction
  /** Of the account and region. */
  readonly regionTags: Readonly<Record<string, string>>
  readonly resourceTags: Readonly<Record<string, string>>
  readonly nameFrom: 'FunctionName' | 'FunctionArn'
}

/** The tags of a function's object; also what its metrics and logs can be joined with. */
export function functionTags(parts: FunctionTagParts): Record<string, string> {
  const { lambda, nameFrom } = parts
  return withoutEmpty({
    ...resourceTagTags(parts.resourceTags),
    name: lambda[nameFrom],
    FunctionName: lambda.FunctionName,
    FunctionArn: lambda.FunctionArn,
    PackageType: lambda.PackageType,
    RevisionId: lambda.RevisionId,
    Role: lambda.Role,
    Runtime: lambda.Runtime,
    Version: lambda.Version,
    Architecture: lambda.Architectures?.join(','),
    State: lambda.State,
    ...parts.regionTags,
    // The account that the function is of, whatever tag an account has been given.
    AccountId: lambda.FunctionArn.split(':')[4],
  })
}
