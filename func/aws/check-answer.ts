/** Whether an answer has what every answer of its operation has: what is not there must not count as "nothing there". */
import { FuncError } from '../errors.ts'

interface Form {
  readonly list: string
  /** What each item of the list has. */
  readonly ids: readonly string[]
  /** The token of the next page by its name in the answer, and in the request. */
  readonly token: readonly [answered: string, asked: string]
}

const UPPER = ['NextToken', 'NextToken'] as const
const LOWER = ['nextToken', 'nextToken'] as const
const MARKER = ['NextMarker', 'Marker'] as const

const FORMS: Readonly<Record<string, Form>> = {
  'account:ListRegions': { list: 'Regions', ids: ['RegionName'], token: UPPER },
  'cloudwatch:GetMetricData': { list: 'MetricDataResults', ids: ['Id'], token: UPPER },
  'cloudwatch:ListMetrics': { list: 'Metrics', ids: ['MetricName'], token: UPPER },
  'lambda:ListEventSourceMappings': { list: 'EventSourceMappings', ids: ['UUID'], token: MARKER },
  'lambda:ListFunctions': { list: 'Functions', ids: ['FunctionName', 'FunctionArn'], token: MARKER },
  'logs:DescribeLogGroups': { list: 'logGroups', ids: ['logGroupName'], token: LOWER },
  'logs:FilterLogEvents': { list: 'events', ids: ['eventId', 'timestamp'], token: LOWER },
  'tag:GetResources': {
    list: 'ResourceTagMappingList',
    ids: ['ResourceARN'],
    token: ['PaginationToken', 'PaginationToken'],
  },
}

type Members = Readonly<Record<string, unknown>>

export interface AnsweredCall {
  /** IAM action. */
  readonly action: string
  readonly region: string
  readonly input: object
  readonly output: object
}

/** @throws FUNC_ERR_AWS_ANSWER_INVALID */
export function checkAnswer({ action, region, input, output }: AnsweredCall): void {
  const form = FORMS[action]
  if (form === undefined) return
  const members = output as Members
  const items = members[form.list]
  if (!Array.isArray(items)) throw invalidAnswer(action, region, `it has no ${form.list}`)
  for (const id of form.ids) {
    if (items.some((item: Members) => item[id] === undefined))
      throw invalidAnswer(action, region, `an item of ${form.list} has no ${id}`)
  }
  const [answered, asked] = form.token
  checkToken(action, region, (input as Members)[asked], members[answered])
}

/** @throws FUNC_ERR_AWS_ANSWER_INVALID when the next page is the one that was asked for. */
export function checkToken(action: string, region: string, asked: unknown, answered: unknown): void {
  if (asked !== undefined && asked !== '' && asked === answered)
    throw invalidAnswer(action, region, 'the token of its next page is the one that it was asked with')
}

function invalidAnswer(action: string, region: string, what: string): FuncError {
  const message = `Cannot use the answer to ${action} in ${region} as ${what}`
  return new FuncError('FUNC_ERR_AWS_ANSWER_INVALID', message, { details: { action, region } })
}
