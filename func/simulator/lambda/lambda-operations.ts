import type { Operation } from '../wire/call.ts'
import {
  getFunction,
  getFunctionUrlConfig,
  listEventSourceMappings,
  listFunctions,
  listFunctionUrlConfigs,
} from './lambda.ts'

/** What Lambda does, by name. */
export const LAMBDA_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetFunction: getFunction,
  GetFunctionUrlConfig: getFunctionUrlConfig,
  ListEventSourceMappings: listEventSourceMappings,
  ListFunctions: listFunctions,
  ListFunctionUrlConfigs: listFunctionUrlConfigs,
}

/** Method and path of a request, and the operation that it asks for. */
export const LAMBDA_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/2015-03-31\/functions\/?$/, 'ListFunctions'],
  [/^GET \/2015-03-31\/functions\/[^/]+$/, 'GetFunction'],
  [/^GET \/2015-03-31\/event-source-mappings\/?$/, 'ListEventSourceMappings'],
  [/^GET \/2021-10-31\/functions\/[^/]+\/url$/, 'GetFunctionUrlConfig'],
  [/^GET \/2021-10-31\/functions\/[^/]+\/urls$/, 'ListFunctionUrlConfigs'],
]
