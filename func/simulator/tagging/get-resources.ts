import { functionsNow } from '../lambda/operations/requests.ts'
import { AwsError } from '../wire/aws-error.ts'
import { type Call, text } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'

interface Resource {
  readonly arn: string
  readonly type: string
  readonly tags: Readonly<Record<string, string>>
}

interface TagFilter {
  readonly Key?: string
  readonly Values?: readonly string[]
}

const DEFAULT_PAGE = 50
const MAX_PAGE = 100

/** Only resources that have tags, as AWS does it. */
export function getResources(call: Call): unknown {
  check(call)
  const found = resources(call).filter((resource) => isWanted(resource, call))
  const request = JSON.stringify([call.input.TagFilters, call.input.ResourceTypeFilters])
  const start = startOf(call, request)
  const end = start + pageSize(call)
  return {
    PaginationToken: end < found.length ? encodeToken(request, [end]) : '',
    ResourceTagMappingList: found.slice(start, end).map((resource) => ({
      ResourceARN: resource.arn,
      Tags: Object.entries(resource.tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }
}

function resources(call: Call): readonly Resource[] {
  const functions = functionsNow(call).map((fn) => ({
    arn: fn.arn,
    type: 'lambda:function',
    tags: fn.tags,
  }))
  const queues = call.fleet.queues.map(({ arn }) => ({ arn, type: 'sqs', tags: { team: 'core' } }))
  return [...functions, ...queues].filter((resource) => Object.keys(resource.tags).length > 0)
}

function isWanted(resource: Resource, call: Call): boolean {
  const arns = call.input.ResourceARNList as readonly string[] | undefined
  if (arns !== undefined && arns.length > 0) return arns.includes(resource.arn)
  const types = (call.input.ResourceTypeFilters ?? []) as readonly string[]
  if (types.length > 0 && !types.some((type) => isOfType(resource, type))) return false
  return tagFilters(call).every(({ Key, Values }) => {
    const value = resource.tags[Key ?? '']
    return value !== undefined && (Values === undefined || Values.length === 0 || Values.includes(value))
  })
}

function isOfType(resource: Resource, wanted: string): boolean {
  return resource.type === wanted || resource.type.split(':')[0] === wanted
}

function tagFilters(call: Call): readonly TagFilter[] {
  return (call.input.TagFilters ?? []) as readonly TagFilter[]
}

function check(call: Call): void {
  const filters = tagFilters(call)
  const perPage = Number(call.input.TagsPerPage ?? 100)
  if (perPage < 100 || perPage > 500 || perPage % 100 !== 0) {
    throw invalid('TagsPerPage must be 100, 200, 300, 400 or 500')
  }
  const arns = (call.input.ResourceARNList ?? []) as readonly string[]
  if (arns.length > 0 && filters.length > 0) {
    throw invalid('ResourceARNList cannot be used with TagFilters')
  }
}

function pageSize(call: Call): number {
  const size = Number(call.input.ResourcesPerPage ?? DEFAULT_PAGE)
  if (size >= 1 && size <= MAX_PAGE) return size
  throw invalid(`ResourcesPerPage must be between 1 and ${MAX_PAGE}`)
}

function startOf(call: Call, request: string): number {
  const token = text(call, 'PaginationToken') ?? ''
  if (token === '') return 0
  const position = decodeToken(request, token)?.[0]
  if (position === undefined) {
    throw new AwsError('PaginationTokenExpiredException', 'The pagination token is expired or not valid')
  }
  return position
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
