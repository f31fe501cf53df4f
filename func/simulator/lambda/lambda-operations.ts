import type { Operations } from '../wire/call.ts'
import { integer, text } from '../wire/shape.ts'
import {
  getFunction,
  getFunctionUrlConfig,
  listEventSourceMappings,
  listFunctions,
  listFunctionUrlConfigs,
} from './lambda.ts'

const FUNCTION_NAME = {
  min: 1,
  max: 256,
  pattern:
    /(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?/,
}

/** URLs belong to a function or an alias, never to a version. */
const URL_FUNCTION_NAME = {
  min: 1,
  max: 140,
  pattern:
    /(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]{1,64})(:((?!\d+$)[0-9a-zA-Z-_]+))?/,
}

const PAGE = { Marker: text(), MaxItems: integer({ min: 1, max: 10_000 }) }

export const LAMBDA_OPERATIONS: Operations = {
  ListFunctions: {
    path: 'GET /2015-03-31/functions',
    input: { FunctionVersion: text({ oneOf: ['ALL'] }), ...PAGE },
    run: listFunctions,
  },
  GetFunction: {
    path: 'GET /2015-03-31/functions/{FunctionName}',
    input: { FunctionName: text({ ...FUNCTION_NAME, required: true }) },
    run: getFunction,
  },
  ListEventSourceMappings: {
    path: 'GET /2015-03-31/event-source-mappings',
    input: {
      EventSourceArn: text({
        max: 10_000,
        pattern:
          /arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)/,
      }),
      FunctionName: text(FUNCTION_NAME),
      ...PAGE,
    },
    run: listEventSourceMappings,
  },
  GetFunctionUrlConfig: {
    path: 'GET /2021-10-31/functions/{FunctionName}/url',
    input: { FunctionName: text({ ...URL_FUNCTION_NAME, required: true }) },
    run: getFunctionUrlConfig,
  },
  ListFunctionUrlConfigs: {
    path: 'GET /2021-10-31/functions/{FunctionName}/urls',
    input: { FunctionName: text({ ...URL_FUNCTION_NAME, required: true }) },
    run: listFunctionUrlConfigs,
  },
}
