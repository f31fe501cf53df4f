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

/** Neighbouring results mostly have the same times, label and status. */
function resultReader(json: JsonCursor): () => MetricDataResult | undefined {
  const readDates = repeated(json, dateReader(json))
  const readLabel = repeated(json, () => json.text())
  const readStatus = repeated(json, () => json.text() as MetricDataResult['StatusCode'])
  let result: MetricDataResult
  const readMember = (name: keyof MetricDataResult): boolean => {
    if (name === 'Timestamps') result.Timestamps = readDates()
    else if (name === 'Values') result.Values = json.numbers()
    else if (name === 'Messages') result.Messages = noMessages(json)
    else if (name === 'StatusCode') result.StatusCode = readStatus()
    else if (name === 'Label') result.Label = readLabel()
    else result.Id = json.text()
    return result[name] !== undefined
  }
  return () => {
    result = { ...NOTHING }
    return json.object(RESULT, readMember) && isWhole(result) ? result : undefined
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
