/**
 * AWS as a rehearsal meets it. Calls that list what exists are sent once and then answered from memory. GetMetricData,
 * which is what AWS bills, is never sent: it is counted, and answered as if CloudWatch had no values.
 */
import { type AwsClientsHandle, createAwsClients } from '../../aws/clients.ts'
import type { AwsCall } from '../../aws/instrument.ts'
import { isThrottle } from '../../aws/map-error.ts'
import { askedBy, createUsage, type DataRequest } from '../../aws/usage.ts'
import { FuncError } from '../../errors.ts'
import type { Network } from '../../network.ts'
import type { AwsClients, Logger } from '../../script.ts'
import { AskedRecorder, type MetricListRequest } from './asked.ts'
import type { Asked, RunUse } from './types.ts'

/** What AWS lists: what was asked for; metrics without recent values too; nothing, page after page. */
export type Listing = 'asked' | 'everything' | 'nothing'

export interface RehearsedAwsOptions {
  readonly now: () => number
  readonly signal: AbortSignal
  readonly log: Logger
  readonly network: Network
}

const DATA = 'cloudwatch:GetMetricData'
const LIST = 'cloudwatch:ListMetrics'
const ASSUME = 'sts:AssumeRole'
/** They list what exists, and change and cost nothing, or next to nothing. */
const LISTS =
  /^((cloudwatch|lambda|account):List\w+|logs:Describe\w+|tagging:GetResources|sts:GetCallerIdentity)$/

/** What a region has; which regions there are is something else. */
const THINGS = /^(cloudwatch|lambda|logs|tagging):/

interface Identified {
  readonly MetricDataQueries?: readonly { readonly Id?: string }[]
}

/** Calls that are made for each metric, function or log group, and whose answers do not change what else is asked. */
const UNSENT: Readonly<Record<string, (input: Identified) => object>> = {
  [DATA]: ({ MetricDataQueries = [] }) => ({
    MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, ...NO_VALUES })),
  }),
  'lambda:GetFunctionUrlConfig': () => ({}),
  'logs:FilterLogEvents': () => ({ events: [] }),
}
const NO_VALUES = { Timestamps: [], Values: [], StatusCode: 'Complete' }

type Send = (input: object) => Promise<object>

export class RehearsedAws {
  readonly #handle: AwsClientsHandle
  readonly #answers = new Map<string, Promise<object>>()
  #scene = createScene('asked')

  constructor({ now, signal, log, network }: RehearsedAwsOptions) {
    const detour = (call: AwsCall, send: Send) => this.#answer(call, send)
    this.#handle = createAwsClients({ now, signal, log, detour, settings: { network } })
  }

  get clients(): AwsClients {
    return this.#handle
  }

  /** Begins a run anew; only one goes on at a time. */
  begin(listing: Listing): void {
    this.#scene = createScene(listing)
  }

  /** What the run that was begun last has used and asked for. */
  get seen(): { readonly use: RunUse; readonly asked: Asked } {
    return { use: figuresOf(this.#scene.usage.snapshot()), asked: this.#scene.asked.snapshot() }
  }

  /** What was really sent, in all runs. */
  get spent(): RunUse {
    return figuresOf(this.#handle.usage())
  }

  close(): void {
    this.#handle.close()
  }

  async #answer(call: AwsCall, send: Send): Promise<object> {
    const { api, region, credentials, roles } = call
    const { listing, usage, asked, identities } = this.#scene
    if (!identities.has(credentials)) for (let role = 0; role < roles; role += 1) usage.sent(ASSUME, false)
    identities.add(credentials)
    const input = listing === 'everything' && api === LIST ? withInactive(call.input) : call.input
    usage.sent(api, false)
    const output = await this.#outputOf({ ...call, input }, send)
    usage.answered(api, askedBy(api, input))
    if (api === DATA) asked.asked(region, input as DataRequest)
    if (api === LIST) asked.listed(region, input as MetricListRequest)
    return listing === 'nothing' && THINGS.test(api) ? withoutItems(output) : output
  }

  async #outputOf({ api, target, input }: AwsCall, send: Send): Promise<object> {
    const answerTo = UNSENT[api]
    if (answerTo !== undefined) return answerTo(input)
    if (!LISTS.test(api)) {
      throw new FuncError('FUNC_ERR_PLAN_CALL_UNKNOWN', `Cannot plan a run that calls ${api}`)
    }
    const key = `${target} ${api} ${JSON.stringify(input)}`
    const known = this.#answers.get(key)
    if (known !== undefined) return await known
    const answer = send(input)
    this.#answers.set(key, answer)
    // a refusal stays one, in all the runs that are rehearsed
    answer.catch((error: unknown) => isThrottle(error) && this.#answers.delete(key))
    return await answer
  }
}

function createScene(listing: Listing) {
  return { listing, usage: createUsage(), asked: new AskedRecorder(), identities: new Set<string>() }
}

function figuresOf({ apiCalls, queries, billedMetrics, estimatedDollars }: RunUse): RunUse {
  return { apiCalls, queries, billedMetrics, estimatedDollars }
}

function withInactive(input: object): object {
  const { RecentlyActive: _, ...rest } = input as MetricListRequest
  return rest
}

/** Tokens of further pages stay. */
function withoutItems(output: object): object {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
  )
}
