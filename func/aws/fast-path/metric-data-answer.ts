/**
 * Answers of GetMetricData, from JSON straight to the SDK's own objects. An answer has hundreds of results that differ
 * in id and values alone: all else is read once. What is out of the ordinary is left to the SDK.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { GetMetricDataCommandOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { alikeObjects, type ReadMember, repeated } from './alike-objects.ts'
import { JsonCursor, membersOf } from './json-cursor.ts'

type Output = Omit<GetMetricDataCommandOutput, '$metadata'>

const ANSWER = membersOf(['MetricDataResults', 'NextToken', 'Messages'])
const RESULT = membersOf(['Id', 'Label', 'Timestamps', 'Values', 'StatusCode', 'Messages'])

/** An answer without its metadata; undefined when the SDK should read it. */
export function readMetricData(bytes: Uint8Array): Output | undefined {
  const json = new JsonCursor(bytes)
  const readMember = memberReader(json)
  const readResult = alikeObjects(json, { members: RESULT, create: emptyResult, readMember, isWhole })
  const output: Output = {}
  const isRead = json.object(ANSWER, (name) => {
    if (name === 'NextToken') output.NextToken = json.text()
    else if (name === 'Messages') output.Messages = noMessages(json)
    else output.MetricDataResults = json.list(readResult)
    return output[name] !== undefined
  })
  return isRead && json.isAtEnd && output.MetricDataResults !== undefined ? output : undefined
}

/** All members from the start, so that results are objects of one form. */
function emptyResult(): MetricDataResult {
  return {
    Id: undefined,
    Label: undefined,
    Timestamps: undefined,
    Values: undefined,
    StatusCode: undefined,
  }
}

function memberReader(json: JsonCursor): ReadMember<(typeof RESULT)[number]['name'], MetricDataResult> {
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
