/**
 * A short cut for the two calls that make up almost all of a collection, GetMetricData and ListMetrics. The SDK walks
 * the schema of every value of a message; GetMetricData alone has hundreds of queries a request and thousands of values
 * an answer. Everything else, errors and unusual messages included, is left to the SDK's own protocol, so that calls,
 * errors and middleware stay what they are.
 */
import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import type { ClientProtocol, HttpRequest, HttpResponse } from '@smithy/types'
import type { LentBytes } from './lent-bytes.ts'
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
  lent: LentBytes,
): (operation: string) => ReadAnswer | undefined {
  const protocol = new MetricDataProtocol(client.config.protocol, lent)
  client.config.protocol = protocol
  return (operation) => protocol.readers.get(operation)
}

export type ReadAnswer = (response: HttpResponse) => Promise<object>

const READERS: Readonly<Record<string, (bytes: Uint8Array) => object | undefined>> = {
  GetMetricData: readMetricData,
  ListMetrics: readMetricList,
}

class MetricDataProtocol implements Protocol {
  readonly #sdk: Protocol
  readonly #lent: LentBytes
  readonly readers = new Map<string, ReadAnswer>()

  constructor(sdk: Protocol, lent: LentBytes) {
    this.#sdk = sdk
    this.#lent = lent
  }

  getShapeId: Protocol['getShapeId'] = () => this.#sdk.getShapeId()
  getRequestType: Protocol['getRequestType'] = () => this.#sdk.getRequestType()
  getResponseType: Protocol['getResponseType'] = () => this.#sdk.getResponseType()
  getPayloadCodec: Protocol['getPayloadCodec'] = () => this.#sdk.getPayloadCodec()
  setSerdeContext: Protocol['setSerdeContext'] = (context) => this.#sdk.setSerdeContext(context)
  updateServiceEndpoint: Protocol['updateServiceEndpoint'] = (request, endpoint) =>
    this.#sdk.updateServiceEndpoint(request, endpoint)

  serializeRequest: Serialize = async (operation, input, context) => {
    const body = operation.name === 'GetMetricData' ? writeMetricData(input) : undefined
    if (body === undefined) return await this.#sdk.serializeRequest(operation, input, context)
    const request = await this.#sdk.serializeRequest(operation, {}, context)
    request.body = Buffer.from(body)
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
    const { bytes, content } = await this.#lent.collect(response.body)
    const output = read(content)
    response.body = output === undefined ? content : new Uint8Array()
    // Without a body, the SDK reads the metadata alone.
    const rest = await this.#sdk.deserializeResponse(operation, context, response)
    this.#lent.giveBack(bytes)
    return (output === undefined ? rest : { ...output, ...rest }) as Output
  }
}
