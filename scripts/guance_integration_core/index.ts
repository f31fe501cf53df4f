/** The front door of the core: what the AWS script sets may use. */
export { collectMetrics } from './collect.ts'
export { CollectError, codeOf, isDenied, messageOf } from './collect-error.ts'
export type { Collection, ResourceCollector, ZeroRules } from './collection.ts'
export { forEachConcurrently, pages } from './concurrency.ts'
export { readResourceTags, type TagsByArn } from './resource-tags.ts'
export { type ResourceFilter, resourceSelector, takesAll } from './selection.ts'
export { joinedTags, regionTags, resourceTagTags, withoutEmpty } from './tags.ts'
export type { CollectConfig, Dimension, MetricSpec, MetricTarget, Resources } from './types.ts'
