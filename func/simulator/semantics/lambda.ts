import type { Semantic } from './semantic.ts'

const API = 'https://docs.aws.amazon.com/lambda/latest/api'
const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg'

export const LAMBDA_SEMANTICS = [
  {
    id: 'lambda.list-functions-page',
    rule: 'ListFunctions returns 50 functions a page at the most, also when more are asked for',
    source: `${API}/API_ListFunctions.html`,
  },
  {
    id: 'lambda.versions-count',
    rule: 'With FunctionVersion ALL every version counts among the 50 functions of a page',
    source: `${API}/API_ListFunctions.html`,
  },
  {
    id: 'lambda.list-subset',
    rule: 'ListFunctions leaves out the state, the status of the last update and the runtime version',
    source: `${API}/API_ListFunctions.html`,
  },
  {
    id: 'lambda.master-region',
    rule: 'MasterRegion needs FunctionVersion ALL',
    source: `${API}/API_ListFunctions.html`,
  },
  {
    id: 'lambda.unknown-qualifier',
    rule: 'A version or alias that does not exist is not found',
    source: `${API}/API_GetFunctionConfiguration.html`,
  },
  {
    id: 'lambda.alias-configuration',
    rule: 'The configuration of an alias is that of the version behind it',
    source: `${API}/API_GetFunctionConfiguration.html`,
  },
  {
    id: 'lambda.partial-names',
    rule: 'A function is named by its name, its ARN or a part of it, with a qualifier or without',
    source: `${API}/API_GetFunction.html`,
  },
  {
    id: 'lambda.pending',
    rule: 'A new function is Pending with the reason Creating, and Active afterwards',
    source: `${GUIDE}/functions-states.html`,
  },
  {
    id: 'lambda.inactive',
    rule: 'A function that was idle for long is Inactive',
    source: `${GUIDE}/functions-states.html`,
  },
  {
    id: 'lambda.failed',
    rule: 'A function that cannot be created is Failed and says why',
    source: `${GUIDE}/functions-states.html`,
  },
  {
    id: 'lambda.update',
    rule: 'While an update is in progress the function stays Active, then the update is Successful',
    source: `${GUIDE}/functions-states.html`,
  },
  {
    id: 'lambda.update-failed',
    rule: 'An update that failed leaves code and settings as they were',
    source: `${GUIDE}/functions-states.html`,
  },
  {
    id: 'lambda.revision',
    rule: 'The revision id changes with the code and the settings, and not otherwise',
    source: `${API}/API_GetFunctionConfiguration.html`,
  },
  {
    id: 'lambda.runtime-update',
    rule: 'AWS updates the runtime of a function without a change of the function',
    source: `${GUIDE}/runtimes-update.html`,
  },
  {
    id: 'lambda.url-of-alias',
    rule: 'The URL of an alias is found with its qualifier alone',
    source: `${API}/API_GetFunctionUrlConfig.html`,
  },
  {
    id: 'lambda.url-list',
    rule: 'ListFunctionUrlConfigs lists the URLs of the function and of its aliases',
    source: `${API}/API_ListFunctionUrlConfigs.html`,
  },
  {
    id: 'lambda.mappings-page',
    rule: 'ListEventSourceMappings returns 100 mappings a page at the most',
    source: `${API}/API_ListEventSourceMappings.html`,
  },
  {
    id: 'lambda.mapping-states',
    rule: 'A mapping goes through Creating, Enabled, Updating, Disabling, Disabled, Enabling and Deleting',
    source: `${API}/API_GetEventSourceMapping.html`,
  },
  {
    id: 'lambda.mapping-self-managed',
    rule: 'A mapping of a self-managed Kafka cluster has endpoints and no event source ARN',
    source: `${API}/API_CreateEventSourceMapping.html`,
  },
  {
    id: 'lambda.mapping-of-alias',
    rule: 'A mapping may invoke an alias, and is listed with its name alone',
    source: `${API}/API_ListEventSourceMappings.html`,
  },
  {
    id: 'lambda.aliases-of-version',
    rule: 'ListAliases gives the aliases that invoke a version when asked for them',
    source: `${API}/API_ListAliases.html`,
  },
  {
    id: 'lambda.alias-weights',
    rule: 'An alias sends a share of its traffic to a second version',
    source: `${GUIDE}/configuring-alias-routing.html`,
  },
  {
    id: 'lambda.versions',
    rule: 'ListVersionsByFunction lists $LATEST first and every published version',
    source: `${API}/API_ListVersionsByFunction.html`,
  },
  {
    id: 'lambda.no-reserved',
    rule: 'GetFunctionConcurrency answers nothing for a function without reserved concurrency',
    source: `${API}/API_GetFunctionConcurrency.html`,
  },
  {
    id: 'lambda.provisioned-not-found',
    rule: 'An alias without provisioned concurrency has an error of its own',
    source: `${API}/API_GetProvisionedConcurrencyConfig.html`,
  },
  {
    id: 'lambda.unreserved',
    rule: 'Unreserved concurrency is the limit of the account less what functions have reserved',
    source: `${API}/API_AccountLimit.html`,
  },
  {
    id: 'lambda.event-invoke-not-found',
    rule: 'A function without a configuration for asynchronous invocation is not found',
    source: `${API}/API_GetFunctionEventInvokeConfig.html`,
  },
  {
    id: 'lambda.recursion',
    rule: 'A recursive loop is terminated unless the function allows it',
    source: `${API}/API_GetFunctionRecursionConfig.html`,
  },
  {
    id: 'lambda.layers',
    rule: 'ListLayers gives the latest version of the layers that fit a runtime',
    source: `${API}/API_ListLayers.html`,
  },
  {
    id: 'lambda.capacity-provider',
    rule: 'ListFunctionVersionsByCapacityProvider gives the functions on managed instances with their state',
    source: `${API}/API_ListFunctionVersionsByCapacityProvider.html`,
  },
  {
    id: 'lambda.durable-order',
    rule: 'Durable executions are listed newest first, or oldest first in reverse order',
    source: `${API}/API_ListDurableExecutionsByFunction.html`,
  },
  {
    id: 'lambda.durable-filters',
    rule: 'Durable executions are filtered by status and by the time of their start',
    source: `${API}/API_ListDurableExecutionsByFunction.html`,
  },
] as const satisfies readonly Semantic[]
