import type { Operations } from '../wire/call.ts'
import { flag, integer, list, text, time } from '../wire/shape.ts'
import { getAccountSettings, listLayers, listLayerVersions, listTags } from './operations/account.ts'
import {
  getCapacityProvider,
  listCapacityProviders,
  listFunctionVersionsByCapacityProvider,
} from './operations/capacity-providers.ts'
import { getDurableExecution, listDurableExecutionsByFunction } from './operations/durable-executions.ts'
import { getEventSourceMapping, listEventSourceMappings } from './operations/event-source-mappings.ts'
import {
  getAlias,
  getFunctionConcurrency,
  getFunctionEventInvokeConfig,
  getFunctionRecursionConfig,
  getFunctionUrlConfig,
  getProvisionedConcurrencyConfig,
  getRuntimeManagementConfig,
  listAliases,
  listFunctionEventInvokeConfigs,
  listFunctionUrlConfigs,
  listProvisionedConcurrencyConfigs,
} from './operations/function-settings.ts'
import {
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  listVersionsByFunction,
} from './operations/functions.ts'
import {
  ALIAS,
  EXECUTION_ARN,
  FUNCTION_NAME,
  LAYER_NAME,
  LAYERS_FITTING,
  NAMESPACED,
  PROVIDER_NAME,
  PROVISIONED_QUALIFIER,
  page,
  QUALIFIER,
  SOURCE_ARN,
  TAGGABLE,
  UNQUALIFIED,
  URL_FUNCTION_NAME,
  URL_QUALIFIER,
  UUID,
  VERSION,
} from './shapes.ts'

/** Most lists take any number up to this, whatever they give. */
const MANY = 10_000
const FEW = 50

const FUNCTIONS: Operations = {
  ListFunctions: {
    path: 'GET /2015-03-31/functions',
    input: {
      FunctionVersion: text({ oneOf: ['ALL'] }),
      MasterRegion: text({ min: 1, max: 50 }),
      ...page(MANY),
    },
    run: listFunctions,
  },
  GetFunction: {
    path: 'GET /2015-03-31/functions/{FunctionName}',
    input: { FunctionName: NAMESPACED, Qualifier: QUALIFIER },
    run: getFunction,
  },
  GetFunctionConfiguration: {
    path: 'GET /2015-03-31/functions/{FunctionName}/configuration',
    input: { FunctionName: NAMESPACED, Qualifier: QUALIFIER },
    run: getFunctionConfiguration,
  },
  ListVersionsByFunction: {
    path: 'GET /2015-03-31/functions/{FunctionName}/versions',
    input: { FunctionName: NAMESPACED, ...page(MANY) },
    run: listVersionsByFunction,
  },
  ListAliases: {
    path: 'GET /2015-03-31/functions/{FunctionName}/aliases',
    input: { FunctionName: FUNCTION_NAME, FunctionVersion: VERSION, ...page(MANY) },
    run: listAliases,
  },
  GetAlias: {
    path: 'GET /2015-03-31/functions/{FunctionName}/aliases/{Name}',
    input: { FunctionName: FUNCTION_NAME, Name: ALIAS },
    run: getAlias,
  },
  GetFunctionConcurrency: {
    path: 'GET /2019-09-30/functions/{FunctionName}/concurrency',
    input: { FunctionName: FUNCTION_NAME },
    run: getFunctionConcurrency,
  },
  ListProvisionedConcurrencyConfigs: {
    path: 'GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL',
    input: { FunctionName: FUNCTION_NAME, ...page(FEW) },
    run: listProvisionedConcurrencyConfigs,
  },
  GetProvisionedConcurrencyConfig: {
    path: 'GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency',
    input: { FunctionName: FUNCTION_NAME, Qualifier: PROVISIONED_QUALIFIER },
    run: getProvisionedConcurrencyConfig,
  },
}

const SETTINGS: Operations = {
  GetFunctionEventInvokeConfig: {
    path: 'GET /2019-09-25/functions/{FunctionName}/event-invoke-config',
    input: { FunctionName: NAMESPACED, Qualifier: QUALIFIER },
    run: getFunctionEventInvokeConfig,
  },
  ListFunctionEventInvokeConfigs: {
    path: 'GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list',
    input: { FunctionName: NAMESPACED, ...page(FEW) },
    run: listFunctionEventInvokeConfigs,
  },
  GetFunctionRecursionConfig: {
    path: 'GET /2024-08-31/functions/{FunctionName}/recursion-config',
    input: { FunctionName: UNQUALIFIED },
    run: getFunctionRecursionConfig,
  },
  GetRuntimeManagementConfig: {
    path: 'GET /2021-07-20/functions/{FunctionName}/runtime-management-config',
    input: { FunctionName: NAMESPACED, Qualifier: QUALIFIER },
    run: getRuntimeManagementConfig,
  },
  GetFunctionUrlConfig: {
    path: 'GET /2021-10-31/functions/{FunctionName}/url',
    input: { FunctionName: URL_FUNCTION_NAME, Qualifier: URL_QUALIFIER },
    run: getFunctionUrlConfig,
  },
  ListFunctionUrlConfigs: {
    path: 'GET /2021-10-31/functions/{FunctionName}/urls',
    input: { FunctionName: URL_FUNCTION_NAME, ...page(FEW) },
    run: listFunctionUrlConfigs,
  },
  ListDurableExecutionsByFunction: {
    path: 'GET /2025-12-01/functions/{FunctionName}/durable-executions',
    input: {
      ...{ FunctionName: NAMESPACED, Qualifier: QUALIFIER },
      DurableExecutionName: text({ min: 1, max: 64, pattern: /[a-zA-Z0-9-_]+/ }),
      Statuses: list(
        text({
          oneOf: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'STOPPED', 'DELETING', 'PAUSING', 'PAUSED'],
        }),
        { min: 1, max: 10 },
      ),
      ...{ StartedAfter: time(), StartedBefore: time(), ReverseOrder: flag() },
      ...{ Marker: text(), MaxItems: integer({ min: 0, max: 1000 }) },
    },
    run: listDurableExecutionsByFunction,
  },
  GetDurableExecution: {
    path: 'GET /2025-12-01/durable-executions/{DurableExecutionArn}',
    input: { DurableExecutionArn: EXECUTION_ARN, IncludeExecutionData: flag() },
    run: getDurableExecution,
  },
}

const ACCOUNT: Operations = {
  ListEventSourceMappings: {
    path: 'GET /2015-03-31/event-source-mappings',
    input: { EventSourceArn: SOURCE_ARN, FunctionName: { ...NAMESPACED, required: false }, ...page(MANY) },
    run: listEventSourceMappings,
  },
  GetEventSourceMapping: {
    path: 'GET /2015-03-31/event-source-mappings/{UUID}',
    input: { UUID },
    run: getEventSourceMapping,
  },
  GetAccountSettings: { path: 'GET /2016-08-19/account-settings', input: {}, run: getAccountSettings },
  ListLayers: {
    path: 'GET /2018-10-31/layers',
    input: { ...LAYERS_FITTING, ...page(FEW) },
    run: listLayers,
  },
  ListLayerVersions: {
    path: 'GET /2018-10-31/layers/{LayerName}/versions',
    input: { LayerName: LAYER_NAME, ...LAYERS_FITTING, ...page(FEW) },
    run: listLayerVersions,
  },
  ListTags: { path: 'GET /2017-03-31/tags/{Resource}', input: { Resource: TAGGABLE }, run: listTags },
  ListCapacityProviders: {
    path: 'GET /2025-11-30/capacity-providers',
    input: { State: text({ oneOf: ['Pending', 'Active', 'Failed', 'Deleting'] }), ...page(FEW) },
    run: listCapacityProviders,
  },
  GetCapacityProvider: {
    path: 'GET /2025-11-30/capacity-providers/{CapacityProviderName}',
    input: { CapacityProviderName: PROVIDER_NAME },
    run: getCapacityProvider,
  },
  ListFunctionVersionsByCapacityProvider: {
    path: 'GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions',
    input: { CapacityProviderName: PROVIDER_NAME, ...page(FEW) },
    run: listFunctionVersionsByCapacityProvider,
  },
}

/** What Lambda does, by name. */
export const LAMBDA_OPERATIONS: Operations = { ...FUNCTIONS, ...SETTINGS, ...ACCOUNT }
