/** The sinks of one run, with the delivery in front of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../home/types.ts'
import type { Masker } from '../../log.ts'
import { sinkId } from '../../model/sink.ts'
import type { Network } from '../../network.ts'
import type { Logger } from '../../script.ts'
import { createSink } from '../../sinks/config.ts'
import { createDelivery, type Delivery } from '../../sinks/delivery/delivery.ts'
import type { SinkConfig, SinkDependencies } from '../../sinks/sink.ts'
import { readSecrets } from '../task-secrets.ts'
import { standardOutput } from './standard-output.ts'
import type { WorkerStores } from './worker-stores.ts'

export interface TaskDeliveryOptions {
  /** Whose state is committed: the trigger's name. */
  readonly owner: string
  /** Commits only while it runs. */
  readonly task: string
  readonly stores: WorkerStores
  readonly masker: Masker
  readonly log: Logger
  readonly now: () => number
  readonly signal: AbortSignal
  /** Names of the sinks that get the points, all of them required. @default all, as they are configured */
  readonly sinks?: readonly string[]
  readonly network: Network
}

interface ConfiguredSink extends SinkConfig {
  readonly id: string
}

/** Points stay at home as long as no sink is configured. */
const DEFAULT_SINK: ConfiguredSink = {
  ...{ id: sinkId({ name: 'local', createdAt: new Date(0) }) },
  ...{ name: 'local', type: 'local', options: {}, secrets: {}, required: true },
}

export async function openTaskDelivery(options: TaskDeliveryOptions): Promise<Delivery> {
  const { owner, task, log, signal } = options
  const store = await options.stores.store()
  const configs = chosen(await readSinkConfigs(store), options.sinks)
  for (const { secrets } of configs) for (const secret of Object.values(secrets)) options.masker.add(secret)
  const dependencies = sinkDependencies(options)
  const sinks = configs.map((config) => ({
    sink: createSink(config, dependencies),
    required: config.required,
    id: config.id,
  }))
  const { sleep } = dependencies
  return createDelivery({
    sinks,
    commit: (values) => store.state.commit(owner, values, task),
    log,
    signal,
    sleep,
  })
}

function chosen(configs: readonly ConfiguredSink[], names: readonly string[] | undefined): ConfiguredSink[] {
  if (names === undefined) return [...configs]
  return configs.filter(({ name }) => names.includes(name)).map((config) => ({ ...config, required: true }))
}

async function readSinkConfigs(store: Pick<Store, 'sinks' | 'secrets'>): Promise<ConfiguredSink[]> {
  const records = await store.sinks.list()
  if (records.length === 0) return [DEFAULT_SINK]
  return await Promise.all(
    records.map(async (record) => {
      const { name, type, options, required } = record
      const secrets = await readSecrets(store.secrets, `sink:${name}`)
      return { id: sinkId(record), name, type, options, required, secrets }
    }),
  )
}

function sinkDependencies({ stores, log, now, network }: TaskDeliveryOptions): SinkDependencies {
  return {
    local: {
      write: async (category, points) => await (await stores.points()).write(category, points),
    },
    log,
    now,
    network,
    random: Math.random,
    stdout: standardOutput,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  }
}
