/** `context.aws.metrics`: each call is made directly where that is possible, else by the SDK. */
import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch'
import type { MetricDataRequest, MetricReader, MetricReadOptions, MetricTable } from '../../script.ts'
import { NO_QUERIES } from '../usage.ts'
import { askedBySlices } from './asked-series.ts'
import { type DirectCall, DirectCalls, type DirectOptions, type Page } from './direct-call.ts'
import { metricDataReader } from './metric-data-answer.ts'
import { printMetricData } from './metric-data-request.ts'
import { readMetricList } from './metric-list.ts'
import { putMetricData, toMetricDataInput, toMetricPage } from './sdk-shapes.ts'

type CallOptions = { readonly abortSignal: AbortSignal }

/** The SDK's client, as far as it is used. */
export interface MetricClient {
  getMetricData(input: GetMetricDataCommandInput, options: CallOptions): Promise<GetMetricDataCommandOutput>
  listMetrics(input: ListMetricsCommandInput, options: CallOptions): Promise<ListMetricsCommandOutput>
}

/** @param direct Absent: the SDK makes all calls. */
export function createMetricReader(client: MetricClient, direct: DirectOptions | undefined): MetricReader {
  const calls = direct && new DirectCalls(direct)
  const readMetricData = metricDataReader()

  async function directOr<Answer extends Page>(
    call: DirectCall<Answer>,
    bySdk: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    const answer = await calls?.send(call)
    if (answer !== undefined) return answer
    const answerOfSdk = await bySdk({ abortSignal: call.signal })
    calls?.sdkSucceeded()
    return answerOfSdk
  }

  return {
    async getMetricData(
      request: MetricDataRequest,
      table: MetricTable,
      { nextToken, signal }: MetricReadOptions,
    ) {
      const page = await directOr(
        {
          operation: 'GetMetricData',
          asked: askedBySlices(request, nextToken !== undefined),
          print: (body) => printMetricData(request, nextToken, body),
          read: (bytes) => readMetricData(bytes, request, table),
          nextToken,
          signal,
        },
        async (options) => {
          const output = await client.getMetricData(toMetricDataInput(request, nextToken), options)
          return putMetricData(output, request, table)
        },
      )
      return page.nextToken
    },
    listMetrics(given, { nextToken, signal }) {
      const input = nextToken === undefined ? given : { ...given, NextToken: nextToken }
      return directOr(
        {
          operation: 'ListMetrics',
          asked: NO_QUERIES,
          print: (body) => body.addText(JSON.stringify(input)),
          read: readMetricList,
          nextToken,
          signal,
        },
        async (options) => toMetricPage(await client.listMetrics(input, options)),
      )
    },
  }
}
