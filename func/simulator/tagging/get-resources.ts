import { hash } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { functionsNow } from '../lambda/operations/requests.ts'
import { AwsError } from '../wire/aws-error.ts'
import type { Call } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'

interface Resource {
  readonly arn: string
  readonly type: string
  readonly tags: Readonly<Record<string, string>>
}

/** As its shape has let it through. */
interface Input {
  readonly PaginationToken?: string
  readonly TagFilters?: readonly { readonly Key: string; readonly Values?: readonly string[] }[]
  readonly ResourcesPerPage?: number
  readonly TagsPerPage?: number
  readonly ResourceTypeFilters?: readonly string[]
  readonly ResourceARNList?: readonly string[]
}

const DEFAULT_PAGE = 50
const MAX_PAGE = 100
const TOKEN_SECONDS = 15 * 60
/** One of so many functions without tags had some once. */
const UNTAGGED_FOR_EACH_ONCE_TAGGED = 8

export function getResources(call: Call): unknown {
  const input = call.input as Input
  checkPaging(input)
  const found = resources(call).filter((resource) => isWanted(resource, input))
  const request = requestOf(input)
  const start = startOf(call, input, request)
  const end = start + pageLength(input, found.slice(start))
  const nowSeconds = Math.floor(call.now.getTime() / 1000)
  return {
    PaginationToken: end < found.length ? encodeToken(request, [nowSeconds, end]) : '',
    ResourceTagMappingList: found.slice(start, end).map((resource) => ({
      ResourceARN: resource.arn,
      Tags: Object.entries(resource.tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }
}

/** Resources that have tags or had some once. */
function resources(call: Call): readonly Resource[] {
  const functions = functionsNow(call)
    .filter(wasEverTagged)
    .map(({ arn, tags }) => ({ arn, type: 'lambda:function', tags }))
  const queues = call.fleet.queues.map(({ arn }) => ({ arn, type: 'sqs', tags: { team: 'core' } }))
  return [...functions, ...queues]
}

function wasEverTagged({ tags, traffic }: SimFunction): boolean {
  return Object.keys(tags).length > 0 || hash(traffic.hash, 84) % UNTAGGED_FOR_EACH_ONCE_TAGGED === 0
}

function isWanted({ arn, type, tags }: Resource, input: Input): boolean {
  const { ResourceARNList: arns = [], ResourceTypeFilters: types = [], TagFilters: filters = [] } = input
  if (arns.length > 0 && !arns.includes(arn)) return false
  if (types.length > 0 && !types.some((wanted) => type === wanted || type.split(':')[0] === wanted))
    return false
  return filters.every(({ Key, Values = [] }) => {
    const value = tags[Key]
    return value !== undefined && (Values.length === 0 || Values.includes(value))
  })
}

function checkPaging({ ResourceARNList, ResourcesPerPage, TagsPerPage, PaginationToken }: Input): void {
  if (ResourcesPerPage !== undefined && !(ResourcesPerPage >= 1 && ResourcesPerPage <= MAX_PAGE)) {
    throw invalid(`ResourcesPerPage must be between 1 and ${MAX_PAGE}`)
  }
  if (TagsPerPage !== undefined && ![100, 200, 300, 400, 500].includes(TagsPerPage)) {
    throw invalid('TagsPerPage must be 100, 200, 300, 400 or 500')
  }
  const isPaged = [ResourcesPerPage, TagsPerPage, PaginationToken].some(Boolean)
  if (ResourceARNList !== undefined && isPaged) {
    throw invalid('ResourceARNList cannot be used with ResourcesPerPage, TagsPerPage or PaginationToken')
  }
}

/** Resources of a page: a resource and its tags are never split, and one without tags counts as one tag. */
function pageLength(input: Input, left: readonly Resource[]): number {
  const { ResourceARNList, TagsPerPage, ResourcesPerPage } = input
  if (ResourceARNList !== undefined) return left.length
  if (TagsPerPage === undefined) return ResourcesPerPage ?? DEFAULT_PAGE
  let tags = 0
  const after = left.findIndex((resource) => {
    tags += Math.max(1, Object.keys(resource.tags).length)
    return tags > TagsPerPage
  })
  const fitting = after < 0 ? left.length : after
  return Math.min(fitting, ResourcesPerPage ?? fitting)
}

function requestOf({ TagFilters, ResourceTypeFilters }: Input): string {
  return JSON.stringify([TagFilters, ResourceTypeFilters])
}

/** A token lives a quarter of an hour. */
function startOf(call: Call, { PaginationToken: token = '' }: Input, request: string): number {
  if (token === '') return 0
  const [issued = 0, position] = decodeToken(request, token) ?? []
  if (position !== undefined && call.now.getTime() / 1000 - issued <= TOKEN_SECONDS) return position
  throw new AwsError('PaginationTokenExpiredException', 'The pagination token is expired or not valid')
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
