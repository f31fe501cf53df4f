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
 * Neighbouring results have the same members in the same order, and mostly differ in id and values alone: what stands
 * around the values of members, and a value that stands there again, is compared and not read.
 */
function resultReader(json: JsonCursor): () => MetricDataResult | undefined {
  const readMember = memberReader(json)
  let form: Form | undefined
  return () => {
    const from = json.at
    const alike = form === undefined ? undefined : readAlike(json, form, readMember)
    if (alike !== undefined) return alike
    json.goBack(from)
    const known: Form = { gaps: [], names: [] }
    const result = readWhole(json, known, readMember)
    form = result === undefined ? undefined : known
    return result
  }
}

type Name = (typeof RESULT)[number]['name']
/** False when the value that is next is out of the ordinary. */
type ReadMember = (name: Name, result: MetricDataResult) => boolean

/** How a result is written. */
interface Form {
  /** What stands before the value of each member, and after the last. */
  readonly gaps: Place[]
  readonly names: Name[]
}

interface Place {
  readonly from: number
  readonly to: number
}

function readAlike(
  json: JsonCursor,
  { gaps, names }: Form,
  readMember: ReadMember,
): MetricDataResult | undefined {
  const result = { ...NOTHING }
  for (let index = 0; index < gaps.length; index++) {
    const gap = gaps[index]
    const name = names[index]
    if (gap === undefined || !json.skipRepeated(gap.from, gap.to)) return undefined
    if (name !== undefined && !readMember(name, result)) return undefined
  }
  return isWhole(result) ? result : undefined
}

/** @param form Told how the result is written. */
function readWhole(
  json: JsonCursor,
  { gaps, names }: Form,
  readMember: ReadMember,
): MetricDataResult | undefined {
  const result = { ...NOTHING }
  let from = json.at
  const isRead = json.object(RESULT, (name) => {
    gaps.push({ from, to: json.at })
    names.push(name)
    const isOrdinary = readMember(name, result)
    from = json.at
    return isOrdinary
  })
  gaps.push({ from, to: json.at })
  return isRead && isWhole(result) ? result : undefined
}

function memberReader(json: JsonCursor): ReadMember {
  const readLabel = repeated(json, () => json.text())
  const readDates = repeated(json, dateReader(json))
  const readStatus = repeated(json, () => json.text() as MetricDataResult['StatusCode'])
  return (name, result) => {
    if (name === 'Id') result.Id = json.text()
    else if (name === 'Values') result.Values = json.numbers()
    else if (name === 'Timestamps') result.Timestamps = readDates()
    else if (name === 'Label') result.Label = readLabel()
    else if (name === 'StatusCode') result.StatusCode = readStatus()
    else result.Messages = noMessages(json)
    return result[name] !== undefined
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
