import { AwsTime } from '../../wire/aws-time.ts'
import { type Call, text } from '../../wire/call.ts'
import {
  EXECUTION_TIMEOUT_SECONDS,
  executionsUpTo,
  RETENTION_DAYS,
  type SimExecution,
  statusAt,
} from '../durable.ts'
import { functionsNow, notFound, paged, requestedFunction } from './requests.ts'

const DEFAULT_PAGE = 100
const LARGEST_PAGE = 1000

/** Newest first, unless the reverse is asked for. */
export function listDurableExecutionsByFunction(call: Call): unknown {
  const { fn, qualifier, version } = requestedFunction(call)
  const ms = call.now.getTime()
  const isOfVersion = qualifier === undefined || version === '$LATEST'
  const found = isOfVersion ? executionsUpTo(fn, ms).filter((execution) => isWanted(execution, call)) : []
  const ordered = call.input.ReverseOrder === true ? found.toReversed() : found
  const size = Math.min(LARGEST_PAGE, Number(call.input.MaxItems ?? DEFAULT_PAGE) || DEFAULT_PAGE)
  return paged(call, ordered, size, 'DurableExecutions', (execution) => summary(execution, ms))
}

function isWanted(execution: SimExecution, { input, now }: Call): boolean {
  const { DurableExecutionName: name, Statuses: statuses, StartedAfter: after, StartedBefore: before } = input
  if (name !== undefined && execution.name !== name) return false
  if (after !== undefined && execution.startMs <= Number(after) * 1000) return false
  if (before !== undefined && execution.startMs >= Number(before) * 1000) return false
  return !Array.isArray(statuses) || statuses.includes(statusAt(execution, now.getTime()))
}

function summary(execution: SimExecution, ms: number): Record<string, unknown> {
  const status = statusAt(execution, ms)
  return {
    DurableExecutionArn: execution.arn,
    DurableExecutionName: execution.name,
    FunctionArn: execution.functionArn,
    Status: status,
    StartTimestamp: new AwsTime(execution.startMs),
    ...(status === 'RUNNING' ? {} : { EndTimestamp: new AwsTime(execution.endMs) }),
  }
}

export function getDurableExecution(call: Call): unknown {
  const wanted = text(call, 'DurableExecutionArn') ?? ''
  const ms = call.now.getTime()
  const fn = functionsNow(call).find(({ arn }) => wanted.startsWith(`${arn}:`))
  const execution = fn && executionsUpTo(fn, ms).find(({ arn }) => arn === wanted)
  if (execution === undefined) throw notFound(`The durable execution does not exist: ${wanted}`)
  const withData = call.input.IncludeExecutionData !== false
  return {
    ...summary(execution, ms),
    Version: '$LATEST',
    ExecutionDataIncluded: withData,
    ...(withData ? dataOf(execution, ms) : {}),
    DurableConfig: {
      RetentionPeriodInDays: RETENTION_DAYS,
      ExecutionTimeout: EXECUTION_TIMEOUT_SECONDS,
    },
  }
}

function dataOf(execution: SimExecution, ms: number): Record<string, unknown> {
  const InputPayload = JSON.stringify({ order: execution.name })
  const status = statusAt(execution, ms)
  if (status === 'RUNNING') return { InputPayload }
  if (status === 'SUCCEEDED') return { InputPayload, Result: '{"done":true}' }
  return {
    InputPayload,
    Error: { ErrorType: `Order.${status}`, ErrorMessage: 'The order was not carried out' },
  }
}
