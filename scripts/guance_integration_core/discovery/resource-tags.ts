import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { pages } from '../concurrency.ts'

/** Tags by ARN. Resources that never had a tag are not in it. */
export type TagsByArn = ReadonlyMap<string, Readonly<Record<string, string>>>

/**
 * Reads the tags of all resources of one type, e.g. `lambda:function`, in one region: a call per 100 of them.
 * @throws What `tag:GetResources` throws.
 */
export async function readResourceTags(
  type: string,
  target: AwsTarget,
  { aws, signal }: Pick<ScriptContext, 'aws' | 'signal'>,
): Promise<TagsByArn> {
  const client = aws.tagging(target)
  const listing = pages(
    (token) =>
      client.getResources(
        {
          ResourceTypeFilters: [type],
          ResourcesPerPage: 100,
          ...(token === undefined ? {} : { PaginationToken: token }),
        },
        { abortSignal: signal },
      ),
    ({ PaginationToken }) => PaginationToken,
  )
  const tags = new Map<string, Record<string, string>>()
  for await (const { ResourceTagMappingList = [] } of listing) {
    for (const { ResourceARN = '', Tags = [] } of ResourceTagMappingList) {
      tags.set(ResourceARN, Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])))
    }
  }
  return tags
}
