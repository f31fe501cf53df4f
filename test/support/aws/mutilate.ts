/** Answers of AWS that lack something, between the SDK's connections and whoever reads them. */
import { Readable } from 'node:stream'
import type { AwsClients } from '#func/script.ts'

export const MUTILATIONS = [
  ...(['empty', 'no members', 'cut', 'no list', 'no id', 'repeated token'] as const),
  ...([
    'result left out',
    'result doubled',
    'unknown id',
    'reordered',
    'no status',
    'no values',
    'no times',
  ] as const),
] as const
export type Mutilation = (typeof MUTILATIONS)[number]

type Members = Record<string, unknown>

const LISTS: Readonly<Record<string, string>> = {
  MetricDataResults: 'Id',
  Metrics: 'MetricName',
  Functions: 'FunctionArn',
  EventSourceMappings: 'UUID',
  ResourceTagMappingList: 'ResourceARN',
  events: 'eventId',
  logGroups: 'logGroupName',
}

interface Handler {
  handle(...args: unknown[]): Promise<{ response: { statusCode: number; body: unknown; headers: Members } }>
}

/** @param next What becomes of the next answer; undefined leaves it as it is. */
export function mutilate(aws: AwsClients, next: () => Mutilation | undefined): void {
  const target = { account: { ak_id: 'a', ak_secret: 'b' }, region: 'us-east-1' }
  // All clients share it.
  const handler = aws.cloudwatch(target).config.requestHandler as unknown as Handler
  const handle = handler.handle.bind(handler)
  handler.handle = async (...args) => {
    const result = await handle(...args)
    const { response } = result
    const mutilation = response.statusCode === 200 ? next() : undefined
    if (mutilation === undefined) return result
    const request = args[0] as { body?: unknown; query?: Members }
    const body = Buffer.from(await text(response.body as Readable))
    response.body = Readable.from([
      Buffer.from(applied(mutilation, body.toString(), String(request.body ?? ''), request.query)),
    ])
    delete response.headers['content-length']
    return result
  }
}

async function text(body: Readable): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function applied(mutilation: Mutilation, body: string, asked: string, query: Members = {}): string {
  if (mutilation === 'empty') return ''
  if (mutilation === 'no members') return '{}'
  if (mutilation === 'cut') return body.slice(0, Math.floor(body.length / 2))
  let answer: Members
  try {
    answer = JSON.parse(body)
  } catch {
    return body
  }
  const list = Object.keys(LISTS).find((name) => Array.isArray(answer[name]))
  if (list !== undefined) change(mutilation, answer, list, { ...parsed(asked), ...query })
  return JSON.stringify(answer)
}

function parsed(json: string): Members {
  try {
    return JSON.parse(json)
  } catch {
    return {}
  }
}

function change(mutilation: Mutilation, answer: Members, list: string, asked: Members): void {
  const items = answer[list] as Members[]
  const middle = items[Math.floor(items.length / 2)]
  const isData = list === 'MetricDataResults'
  if (mutilation === 'no list') delete answer[list]
  if (mutilation === 'reordered') items.reverse()
  if (mutilation === 'repeated token') repeatToken(answer, asked)
  if (middle === undefined) return
  if (mutilation === 'no id') delete middle[LISTS[list]!]
  if (!isData) return
  if (mutilation === 'result left out') items.splice(items.indexOf(middle), 1)
  if (mutilation === 'result doubled') items.push(middle)
  if (mutilation === 'unknown id') middle.Id = 'q499x'
  const part = { 'no status': 'StatusCode', 'no values': 'Values', 'no times': 'Timestamps' }[
    mutilation as string
  ]
  if (part !== undefined) delete middle[part]
}

function repeatToken(answer: Members, asked: Members): void {
  for (const name of ['NextToken', 'nextToken', 'PaginationToken'])
    if (asked[name] !== undefined) answer[name] = asked[name]
  if (asked.Marker !== undefined) answer.NextMarker = asked.Marker
}
