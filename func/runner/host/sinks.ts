/** Where points go, as people configure it: checked before it is saved. */
import { FuncError } from '../../errors.ts'
import type { Store } from '../../home/types.ts'
import type { Masker } from '../../log.ts'
import type { SinkRecord } from '../../model/sink.ts'
import { createSink, validateSinkOptions } from '../../sinks/config.ts'
import type { CheckOptions, SinkDependencies, SinkHealth } from '../../sinks/sink.ts'
import type { Clock } from '../../time.ts'
import { readSecrets } from '../task-secrets.ts'

const CHECK_MS = 15_000
const SINK_NAME = /^[a-z][a-z0-9-]{0,39}$/
/** In use while no other sink is configured. */
export const DEFAULT_SINK = { name: 'local', type: 'local', options: {}, required: true } as const

export interface SinkParts {
  readonly store: Pick<Store, 'sinks' | 'secrets'>
  readonly dependencies: SinkDependencies
  readonly masker: Masker
  readonly clock: Clock
}

/** A sink as people give it: its options as text or values, secrets among them. */
export interface SinkDraft {
  readonly name: string
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
  readonly required: boolean
}

export interface CheckedSink {
  readonly record: SinkRecord
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * A secret that is left out keeps the value that is stored for this sink and type.
 *
 * @throws FUNC_ERR_SINK_TYPE_UNKNOWN, FUNC_ERR_SINK_OPTIONS_INVALID
 */
export async function readDraft(draft: SinkDraft, { store, clock }: SinkParts): Promise<CheckedSink> {
  const { name, type, required } = draft
  assertName(name)
  const before = await store.sinks.get(name)
  const stored = before?.type === type ? await readSecrets(store.secrets, `sink:${name}`) : {}
  const { options, secrets } = validateSinkOptions(type, withoutNulls({ ...stored, ...draft.options }))
  const isSame = before !== undefined && before.type === type && placeOf(before.options) === placeOf(options)
  return {
    record: { name, type, options, required, createdAt: isSame ? before.createdAt : clock() },
    secrets,
  }
}

/** Numbers and switches say how to get there. */
function placeOf(options: SinkRecord['options']): string {
  const texts = Object.entries(options).filter(([, value]) => typeof value === 'string')
  return JSON.stringify(texts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Null takes an option back, a stored secret too. */
function withoutNulls(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null))
}

function assertName(name: string): void {
  if (SINK_NAME.test(name)) return
  throw new FuncError(
    'FUNC_ERR_USAGE',
    `Cannot name a sink '${name}': wanted a lower-case letter, then up to 39 letters, digits or '-'`,
  )
}

/** Asks the receiver. @throws FUNC_ERR_SINK_OPTIONS_INVALID */
export async function checkSink(
  { record, secrets }: CheckedSink,
  { dependencies, masker }: SinkParts,
  signal: AbortSignal,
  options: CheckOptions = {},
): Promise<SinkHealth> {
  for (const secret of Object.values(secrets)) masker.add(secret)
  const sink = createSink({ ...record, secrets }, dependencies)
  try {
    return await sink.check(AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]), options)
  } finally {
    await sink.close()
  }
}

/**
 * Saves a sink. Without any sink points go to the embedded store; the first sink is added beside it, not in its
 * place: `keptLocal` says so.
 */
export async function saveSink(
  { record, secrets }: CheckedSink,
  { store, clock }: SinkParts,
): Promise<{ readonly keptLocal: boolean }> {
  const keptLocal = (await store.sinks.list()).length === 0 && record.name !== DEFAULT_SINK.name
  if (keptLocal) await store.sinks.save({ ...DEFAULT_SINK, createdAt: clock() }, {})
  await store.sinks.save(record, secrets)
  return { keptLocal }
}

/** @throws FUNC_ERR_SINK_UNKNOWN */
export async function requireSink({ store }: Pick<SinkParts, 'store'>, name: string): Promise<SinkRecord> {
  const record = await store.sinks.get(name)
  if (record !== undefined) return record
  throw new FuncError('FUNC_ERR_SINK_UNKNOWN', `Cannot find sink '${name}'; funcbox sinks list shows all`)
}

/** A stored sink with its secrets. @throws FUNC_ERR_SINK_UNKNOWN */
export async function readSink(parts: Pick<SinkParts, 'store'>, name: string): Promise<CheckedSink> {
  const record = await requireSink(parts, name)
  return { record, secrets: await readSecrets(parts.store.secrets, `sink:${name}`) }
}
