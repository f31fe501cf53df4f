/** The front door of the core: what the AWS script sets may use. */

export { type Audience, audienceOf, audienceToJson } from './audience.ts'
export { collectMetrics } from './collect.ts'
export { CollectError, codeOf, isDenied, messageOf } from './collect-error.ts'
export type { Collection, ResourceCollector, ZeroRules } from './collection.ts'
export { abortable, forEachConcurrently, PageTokens, pages } from './concurrency.ts'
export { accountRegions } from './discovery/account-regions.ts'
export { anyGlob } from './discovery/glob.ts'
export {
  type FunctionTagParts,
  functionNameOfArn,
  functionTags,
  type LambdaFunction,
  listFunctions,
  readFunctionTags,
} from './discovery/lambda-functions.ts'
export { wantsLinked } from './discovery/linked.ts'
export { readResourceTags, type TagsByArn } from './discovery/resource-tags.ts'
export { type ResourceFilter, resourceSelector, takesAll } from './discovery/selection.ts'
export { joinedTags, regionTags, resourceTagTags, withoutEmpty } from './discovery/tags.ts'
export { type SeenResource, type Unmatched, unmatchedResources } from './discovery/unmatched.ts'
export { DAY_MS, durationMs, HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts'
export { isDue } from './freshness.ts'
export { hash32, hashNumber, hashText } from './hash.ts'
export { SeriesHistory } from './reading/series-history.ts'
export type { CollectConfig, Dimension, MetricSpec, MetricTarget, Resources } from './types.ts'
export { createUnits, finish, type Units } from './units.ts'
