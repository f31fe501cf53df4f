/** Tags of points and objects. Pure. */
import type { AwsAccount } from '#func/script.ts'

/** Prefix under which the resource tags of an object are kept. */
export const RESOURCE_TAG_PREFIX = 'tag_'
const JOINED_RESOURCE_TAG = 'tag:'

/** Tags of everything that comes from one region of one account; `cloud_provider` cannot be replaced. */
export function regionTags(account: AwsAccount, region: string): Record<string, string> {
  return withoutEmpty({ ...account.extra_tags, RegionId: region, cloud_provider: 'aws' })
}

/** The object tags that a `join_tags` list names: names of object tags, `tag:<key>` for resource tags. */
export function joinedTags(
  objectTags: Readonly<Record<string, string>>,
  joins: readonly string[],
): Record<string, string> {
  const names = joins.map((join) =>
    join.startsWith(JOINED_RESOURCE_TAG)
      ? RESOURCE_TAG_PREFIX + join.slice(JOINED_RESOURCE_TAG.length)
      : join,
  )
  const found = names.filter((name) => Object.hasOwn(objectTags, name))
  return Object.fromEntries(found.map((name) => [name, objectTags[name] ?? '']))
}

export function resourceTagTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [RESOURCE_TAG_PREFIX + key, value]))
}

/** No receiver takes empty tag values. */
export function withoutEmpty(tags: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const filled = Object.entries(tags).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  return Object.fromEntries(filled)
}
