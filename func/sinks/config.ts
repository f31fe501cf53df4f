/** From the options a user gives to a working sink. */
import { Ajv, type ErrorObject } from 'ajv'
import { FuncError } from '../errors.ts'
import type { Json } from '../script.ts'
import { datakit } from './datakit.ts'
import { dataway } from './dataway.ts'
import { file } from './file.ts'
import { influxdb } from './influxdb.ts'
import { influxdb2 } from './influxdb2.ts'
import { local } from './local.ts'
import type { Sink, SinkConfig, SinkDependencies, SinkType } from './sink.ts'
import { victoriametrics } from './victoriametrics.ts'

/** Every sink type: the only list to extend. Options, docs and messages follow from each type's schema. */
export const SINK_TYPES: readonly SinkType[] = [
  local,
  datakit,
  dataway,
  influxdb,
  influxdb2,
  victoriametrics,
  file,
]

export interface ValidSinkOptions {
  /** Options with their defaults, without secrets. */
  readonly options: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Checks the options of a sink and parts secrets from the rest. Texts that stand for numbers or booleans, as the
 * command line gives them, are taken as such.
 *
 * @throws FUNC_ERR_SINK_TYPE_UNKNOWN, FUNC_ERR_SINK_OPTIONS_INVALID (every wrong option is named; secrets are not
 * repeated)
 */
export function validateSinkOptions(type: string, rawOptions: unknown): ValidSinkOptions {
  const sinkType = sinkTypeOf(type)
  const all = validate(sinkType, rawOptions)
  const isSecret = (name: string) => sinkType.schema.properties[name]?.writeOnly === true
  const entries = Object.entries(all)
  return {
    options: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secrets: Object.fromEntries(
      entries.filter(([name]) => isSecret(name)).map(([name, value]) => [name, String(value)]),
    ),
  }
}

/** Makes the sink of one run: what it logs only once, it logs once a run. Does not touch the network. */
export function createSink(config: SinkConfig, deps: SinkDependencies): Sink {
  const sinkType = sinkTypeOf(config.type)
  return sinkType.create(config.name, validate(sinkType, { ...config.options, ...config.secrets }), deps)
}

function sinkTypeOf(type: string): SinkType {
  const found = SINK_TYPES.find((candidate) => candidate.type === type)
  if (found !== undefined) return found
  const wanted = SINK_TYPES.map((candidate) => candidate.type).join(', ')
  throw new FuncError('FUNC_ERR_SINK_TYPE_UNKNOWN', `Cannot use sink type '${type}': wanted one of ${wanted}`)
}

function validate(sinkType: SinkType, rawOptions: unknown): Record<string, Json> {
  if (!isRecord(rawOptions)) throw invalid(sinkType, ['the options are no object'])
  const all: Record<string, unknown> = { ...(sinkType.prepare?.(rawOptions) ?? rawOptions) }
  const ajv = new Ajv({
    ...{ allErrors: true, useDefaults: true, coerceTypes: true, strict: true },
    keywords: ['i18n'],
  })
  const check = ajv.compile<Record<string, Json>>(sinkType.schema)
  if (!check(all))
    throw invalid(
      sinkType,
      (check.errors ?? []).map((error) => explain(sinkType, error)),
    )
  const problem = sinkType.problem?.(all)
  if (problem !== undefined) throw invalid(sinkType, [problem])
  return all
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(sinkType: SinkType, problems: readonly string[]): FuncError {
  const message = `Cannot use the options of a sink of type '${sinkType.type}': ${problems.join('; ')}`
  return new FuncError('FUNC_ERR_SINK_OPTIONS_INVALID', message)
}

function explain(sinkType: SinkType, error: ErrorObject): string {
  const { properties } = sinkType.schema
  const { missingProperty, additionalProperty, allowedValues } = error.params
  if (typeof missingProperty === 'string') {
    return `'${missingProperty}' is missing: wanted ${properties[missingProperty]?.description ?? 'a value'}`
  }
  if (typeof additionalProperty === 'string') {
    return `'${additionalProperty}' is unknown: wanted one of ${Object.keys(properties).join(', ') || 'none'}`
  }
  const name = error.instancePath.slice(1)
  if (Array.isArray(allowedValues)) return `'${name}' is wrong: wanted one of ${allowedValues.join(', ')}`
  return `'${name}' ${error.message ?? 'is wrong'}: wanted ${properties[name]?.description ?? 'another value'}`
}
