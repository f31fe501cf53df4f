/**
 * A short cut for the two calls that make up almost all of a collection, GetMetricData and ListMetrics. The SDK walks
 * the schema of every value of a message; GetMetricData alone has hundreds of queries a request and thousands of values
 * an answer. Everything else, errors and unusual messages included, is left to the SDK's own protocol, so that calls,
 * errors and middleware stay what they are.
 */
import { Readable } from 'node:stream'
import type { ClientProtocol, HttpRequest, HttpResponse } from '@smithy/types'
import type { BytePool } from '../../bytes/byte-pool.ts'
import { collect, GrowingBytes } from '../../bytes/growing-bytes.ts'
import { readMetricData } from './metric-data-answer.ts'
import { writeMetricData } from './metric-data-request.ts'
import { readMetricList } from './metric-list-codec.ts'

type Protocol = ClientProtocol<HttpRequest, HttpResponse>
type Serialize = Protocol['serializeRequest']
type Deserialize = Protocol['deserializeResponse']

interface Configured {
  readonly config: { protocol: Protocol }
}

/**
 * To be called once for a CloudWatch client.
 * @returns How answers of an operation are read; undefined until the first one was.
 */
export function takeShortCut(
  client: Configured,
  pool: BytePool,
): (operation: string) => ReadAnswer | undefined {
  const protocol = new MetricDataProtocol(client.config.protocol, pool)
  client.config.protocol = protocol
  return (operation) => protocol.readers.get(operation)
}

export type ReadAnswer = (response: HttpResponse) => Promise<object>

/** Bytes of an answer that are set aside before they have come. */
const MOST_EXPECTED = 2 ** 20

const READERS: Readonly<Record<string, (bytes: Uint8Array) => object | undefined>> = {
  GetMetricData: readMetricData,
  ListMetrics: readMetricList,
}

class MetricDataProtocol implements Protocol {
  readonly #sdk: Protocol
  readonly #pool: BytePool
  readonly readers = new Map<string, ReadAnswer>()

  constructor(sdk: Protocol, pool: BytePool) {
    this.#sdk = sdk
    this.#pool = pool
  }

  getShapeId: Protocol['getShapeId'] = () => this.#sdk.getShapeId()
  getRequestType: Protocol['getRequestType'] = () => this.#sdk.getRequestType()
  getResponseType: Protocol['getResponseType'] = () => this.#sdk.getResponseType()
  getPayloadCodec: Protocol['getPayloadCodec'] = () => this.#sdk.getPayloadCodec()
  setSerdeContext: Protocol['setSerdeContext'] = (context) => this.#sdk.setSerdeContext(context)
  updateServiceEndpoint: Protocol['updateServiceEndpoint'] = (request, endpoint) =>
    this.#sdk.updateServiceEndpoint(request, endpoint)

  serializeRequest: Serialize = async (operation, input, context) => {
    const body = operation.name === 'GetMetricData' ? new GrowingBytes(this.#pool) : undefined
    if (body === undefined || !writeMetricData(input, body))
      return await this.#sdk.serializeRequest(operation, input, context)
    const request = await this.#sdk.serializeRequest(operation, {}, context)
    request.body = body.content
    return request
  }

  deserializeResponse: Deserialize = async <Output>(
    ...[operation, context, response]: Parameters<Deserialize>
  ): Promise<Output> => {
    const read = response.statusCode < 300 ? READERS[operation.name] : undefined
    if (read === undefined || !(response.body instanceof Readable))
      return (await this.#sdk.deserializeResponse(operation, context, response)) as Output
    if (!this.readers.has(operation.name)) {
      this.readers.set(operation.name, (next) => this.deserializeResponse(operation, context, next))
    }
    const expected = Math.min(Number(response.headers['content-length']) || 0, MOST_EXPECTED)
    const body = await collect(response.body, this.#pool, expected)
    const output = read(body.content)
    if (output === undefined) response.body = body.content
    const whole =
      output === undefined
        ? await this.#sdk.deserializeResponse(operation, context, response)
        : { ...output, $metadata: metadataOf(response) }
    body.giveBack()
    return whole as Output
  }
}

/** As the SDK reads it; Node gives the names of headers in small letters. */
function metadataOf({ statusCode, headers }: HttpResponse): object {
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id']
  return {
    httpStatusCode: statusCode,
    requestId,
    extendedRequestId: headers['x-amz-id-2'],
    cfId: headers['x-amz-cf-id'],
  }
}
