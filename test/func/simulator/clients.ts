import { Account } from '@aws-sdk/client-account'
import { CloudWatch, type Metric, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { Lambda } from '@aws-sdk/client-lambda'
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api'
import { STS } from '@aws-sdk/client-sts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '#func/simulator/simulator.ts'

export const NOW = new Date('2026-03-04T10:07:30Z')
export const MINUTE = 60_000

export interface ClientOptions {
  readonly region?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
}

/** The unchanged SDK clients; each call is tried once, so that a test sees the answer itself. */
export function clientsOf(simulator: Pick<Simulator, 'url' | 'now'>, options: ClientOptions = {}) {
  const config = {
    endpoint: simulator.url,
    systemClockOffset: simulator.now().getTime() - Date.now(),
    region: options.region ?? 'us-east-1',
    maxAttempts: 1,
    credentials: {
      accessKeyId: options.accessKeyId ?? ACCESS_KEY_ID,
      secretAccessKey: options.secretAccessKey ?? SECRET_ACCESS_KEY,
      ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
    },
  }
  return {
    cloudwatch: new CloudWatch(config),
    lambda: new Lambda(config),
    logs: new CloudWatchLogs(config),
    tagging: new ResourceGroupsTaggingAPI(config),
    sts: new STS(config),
    account: new Account(config),
  }
}

/** Starts a simulator for the tests of one `describe`, and closes it after them. Quotas are tested where they are on. */
export function simulate(options: Partial<SimulatorOptions> = {}): () => Simulator {
  let simulator: Simulator | undefined
  before(async () => {
    simulator = await startSimulator({
      ...{ functions: 14, seed: 1, now: () => NOW, quotas: 'none' },
      ...options,
    })
  })
  after(() => simulator?.close())
  return () => simulator as Simulator
}

/** What a promise rejects with; fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error) return outcome as Error & Record<string, unknown>
  throw new Error('Expected the call to be refused, but it was answered')
}

export function statusOf(error: Record<string, unknown>): unknown {
  return (error.$metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode
}

export function functionMetric(name: string, functionName: string): Metric {
  return {
    Namespace: 'AWS/Lambda',
    MetricName: name,
    Dimensions: [{ Name: 'FunctionName', Value: functionName }],
  }
}

export function query(id: string, metric: Metric, stat: string, period = 60): MetricDataQuery {
  return { Id: id, MetricStat: { Metric: metric, Period: period, Stat: stat } }
}

/** Values by second, from all pages of a query. */
export async function read(
  cloudwatch: CloudWatch,
  metric: Metric,
  stat: string,
  start: Date,
  end: Date,
  period = 60,
): Promise<Map<number, number>> {
  const values = new Map<number, number>()
  let NextToken: string | undefined
  do {
    const answer = await cloudwatch.getMetricData({
      StartTime: start,
      EndTime: end,
      MetricDataQueries: [query('q', metric, stat, period)],
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    for (const result of answer.MetricDataResults ?? []) {
      result.Timestamps?.forEach((time, i) => {
        values.set(time.getTime() / 1000, result.Values?.[i] ?? Number.NaN)
      })
    }
    NextToken = answer.NextToken
  } while (NextToken !== undefined)
  return values
}
