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
  const readers: Readers = {
    dates: repeated(json, () => json.numbers()?.map((second) => new Date(Math.round(second * 1000)))),
    label: repeated(json, () => json.text()),
    status: repeated(json, () => json.text() as MetricDataResult['StatusCode']),
  }
  const output: Output = {}
  const isRead = json.object(ANSWER, (name) => {
    if (name === 'NextToken') output.NextToken = json.text()
    else if (name === 'Messages') output.Messages = noMessages(json)
    else output.MetricDataResults = json.list(() => readResult(json, readers))
    return output[name] !== undefined
  })
  return isRead && json.isAtEnd && output.MetricDataResults !== undefined ? output : undefined
}

/** Neighbouring results mostly have the same of these. */
interface Readers {
  readonly dates: () => Date[] | undefined
  readonly label: () => string | undefined
  readonly status: () => MetricDataResult['StatusCode']
}

function readResult(json: JsonCursor, readers: Readers): MetricDataResult | undefined {
  const result: MetricDataResult = { ...NOTHING }
  const isRead = json.object(RESULT, (name) => {
    if (name === 'Timestamps') result.Timestamps = readers.dates()
    else if (name === 'Values') result.Values = json.numbers()
    else if (name === 'Messages') result.Messages = noMessages(json)
    else if (name === 'StatusCode') result.StatusCode = readers.status()
    else if (name === 'Label') result.Label = readers.label()
    else result.Id = json.text()
    return result[name] !== undefined
  })
  return isRead && isWhole(result) ? result : undefined
}

function isWhole({ Id, Label, Timestamps, Values, StatusCode }: MetricDataResult): boolean {
  return [Id, Label, Timestamps, Values, StatusCode].every((member) => member !== undefined)
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
