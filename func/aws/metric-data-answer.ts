/**
 * Answers of GetMetricData, from JSON straight to the SDK's own objects. An answer has hundreds of results whose times
 * are mostly those of the result before: these are read once. What is out of the ordinary is left to the SDK.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { GetMetricDataCommandOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { JsonCursor, membersOf } from './json-cursor.ts'

type Output = Omit<GetMetricDataCommandOutput, '$metadata'>

const ANSWER = membersOf(['MetricDataResults', 'NextToken', 'Messages'])
const RESULT = membersOf(['Id', 'Label', 'Timestamps', 'Values', 'StatusCode', 'Messages'])

/** All members from the start, so that results are objects of one form. */
const NOTHING: MetricDataResult = {
  Id: undefined,
  Label: undefined,
  Timestamps: undefined,
  Values: undefined,
  StatusCode: undefined,
}

/** An answer without its metadata; undefined when the SDK should read it. */
export function readMetricData(bytes: Uint8Array): Output | undefined {
  const json = new JsonCursor(bytes)
  const readResult = resultReader(json)
  const output: Output = {}
  const isRead = json.object(ANSWER, (name) => {
    if (name === 'NextToken') output.NextToken = json.text()
    else if (name === 'Messages') output.Messages = noMessages(json)
    else output.MetricDataResults = json.list(readResult)
    return output[name] !== undefined
  })
  return isRead && json.isAtEnd && output.MetricDataResults !== undefined ? output : undefined
}

/**
 * Neighbouring results mostly differ in their id and values alone: what stands around these is compared with what
 * stood around those of the result before, and read only when it is something else.
 */
function resultReader(json: JsonCursor): () => MetricDataResult | undefined {
  const readWhole = wholeReader(json)
  let before: WholeResult | undefined
  return () => {
    const from = json.at
    const alike = before === undefined ? undefined : readAlike(json, before)
    if (alike !== undefined) return alike
    json.goBack(from)
    const whole = readWhole()
    before = whole !== undefined && whole.id.to <= whole.values.from ? whole : undefined
    return whole?.result
  }
}

function readAlike(
  json: JsonCursor,
  { result, from, id, values, to }: WholeResult,
): MetricDataResult | undefined {
  if (!json.skipRepeated(from, id.from)) return undefined
  const Id = json.text()
  if (Id === undefined || !json.skipRepeated(id.to, values.from)) return undefined
  const Values = json.numbers()
  if (Values === undefined || !json.skipRepeated(values.to, to)) return undefined
  return { ...result, Id, Values }
}

/** A result, and where it and two of its members are. */
interface WholeResult {
  readonly result: MetricDataResult
  readonly from: number
  readonly id: Place
  readonly values: Place
  readonly to: number
}

interface Place {
  from: number
  to: number
}

function wholeReader(json: JsonCursor): () => WholeResult | undefined {
  const readDates = repeated(json, dateReader(json))
  return () => {
    const result: MetricDataResult = { ...NOTHING }
    const from = json.at
    const id: Place = { from, to: from }
    const values: Place = { from, to: from }
    const isRead = json.object(RESULT, (name) => {
      const at = json.at
      if (name === 'Timestamps') result.Timestamps = readDates()
      else if (name === 'Values') result.Values = json.numbers()
      else if (name === 'Messages') result.Messages = noMessages(json)
      else if (name === 'StatusCode') result.StatusCode = json.text() as MetricDataResult['StatusCode']
      else result[name] = json.text()
      if (name === 'Id') Object.assign(id, { from: at, to: json.at })
      if (name === 'Values') Object.assign(values, { from: at, to: json.at })
      return result[name] !== undefined
    })
    return isRead && isWhole(result) ? { result, from, id, values, to: json.at } : undefined
  }
}

/** Results of one answer have few different times, even where their lists differ. */
function dateReader(json: JsonCursor): () => Date[] | undefined {
  const known = new Map<number, Date>()
  const dateOf = (second: number): Date => {
    const date = known.get(second) ?? new Date(Math.round(second * 1000))
    known.set(second, date)
    return date
  }
  return () => json.numbers()?.map(dateOf)
}

function isWhole({ Id, Label, Timestamps, Values, StatusCode }: MetricDataResult): boolean {
  const isTold = Id !== undefined && Label !== undefined && StatusCode !== undefined
  return isTold && Timestamps !== undefined && Values !== undefined
}

function noMessages(json: JsonCursor): [] | undefined {
  return json.list(() => undefined) === undefined ? undefined : []
}

/** What stands there again, byte for byte, is read once. */
function repeated<Value>(json: JsonCursor, read: () => Value | undefined): () => Value | undefined {
  let from = 0
  let to = 0
  let value: Value | undefined
  return () => {
    if (value !== undefined && json.skipRepeated(from, to)) return value
    from = json.at
    value = read()
    to = json.at
    return value
  }
}
