/**
 * Settings: defaults, then `funcbox.json` of the home, then the environment. One schema checks, converts and
 * documents them (`docs/reference/settings.md` is generated from it). The only reader of `process.env`.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv, type JSONSchemaType } from 'ajv'
import { FuncError, messageOf } from './errors.ts'

export interface Settings {
  /** Folder of one installation's state. */
  readonly home: string
  /** Base64 of 32 bytes; when absent the key is kept in `<home>/secret.key`. */
  readonly secretKey: string | undefined
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly format: 'text' | 'json' }
  readonly runner: {
    readonly maxWorkers: number
    readonly warmWorkers: number
    readonly memoryMb: number
    readonly runsPerWorker: number
    readonly graceSeconds: number
    readonly strictDigests: boolean
  }
  readonly retention: {
    readonly tasksPerTrigger: number
    readonly taskDays: number
    readonly pointDays: number
    readonly pointMb: number
    readonly auditDays: number
  }
  readonly http: {
    readonly host: string
    readonly port: number
    readonly hosts: readonly string[]
    readonly tlsCert: string
    readonly tlsKey: string
    readonly insecure: boolean
  }
  readonly market: {
    /** Folders that offer script sets besides those that ship with the program. */
    readonly folders: readonly string[]
  }
}

type FileSettings = Pick<Settings, 'log' | 'runner' | 'retention' | 'market' | 'http'>

const integer = (defaultValue: number, minimum: number, maximum: number, description: string) =>
  ({ type: 'integer', default: defaultValue, minimum, maximum, description }) as const

export const SETTINGS_SCHEMA: JSONSchemaType<FileSettings> = {
  type: 'object',
  additionalProperties: false,
  required: ['log', 'runner', 'retention', 'market', 'http'],
  properties: {
    log: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['level', 'format'],
      properties: {
        level: {
          type: 'string',
          enum: ['debug', 'info', 'warn', 'error'],
          default: 'info',
          description: 'Least level of the host log (standard error of `serve`)',
        },
        format: {
          type: 'string',
          enum: ['text', 'json'],
          default: 'text',
          description: 'Lines for people, or one JSON object a line',
        },
      },
    },
    runner: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['maxWorkers', 'warmWorkers', 'memoryMb', 'runsPerWorker', 'graceSeconds', 'strictDigests'],
      properties: {
        maxWorkers: integer(4, 1, 64, 'Tasks that run at the same time, one worker thread each'),
        warmWorkers: integer(1, 0, 16, 'Workers started ahead of need, with the AWS SDK loaded'),
        // V8 lets garbage grow in proportion to the limit: with 2000 to about as much as is alive, from 2048 on to three times that.
        memoryMb: integer(
          1500,
          64,
          16_384,
          'Heap limit of one task, MiB; above it the task fails. With a low one (512) runs take more CPU, from 2048 on more memory',
        ),
        runsPerWorker: integer(50, 1, 10_000, 'Successful runs after which a worker is replaced'),
        graceSeconds: integer(5, 0, 300, 'Time a task has to end by itself after stop, timeout or shutdown'),
        strictDigests: {
          type: 'boolean',
          default: false,
          description: 'Refuse to run a script set whose installed files were edited (otherwise: a warning)',
        },
      },
    },
    retention: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['tasksPerTrigger', 'taskDays', 'pointDays', 'pointMb', 'auditDays'],
      properties: {
        tasksPerTrigger: integer(500, 1, 100_000, 'Task records kept for each trigger, with their logs'),
        taskDays: integer(90, 1, 3650, 'Days after which task records are deleted'),
        pointDays: integer(15, 1, 3650, 'Days of points kept in the local store'),
        pointMb: integer(
          20_480,
          10,
          10_485_760,
          'Size of the local store, MiB; above it the oldest hours of points are deleted, however young',
        ),
        auditDays: integer(365, 1, 3650, 'Days after which the record of a change is deleted'),
      },
    },
    http: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['host', 'port', 'hosts', 'tlsCert', 'tlsKey', 'insecure'],
      properties: {
        host: {
          type: 'string',
          default: '127.0.0.1',
          description:
            'Address on which `serve` listens; 0.0.0.0 is every address, and needs TLS or http.insecure',
        },
        port: integer(8088, 0, 65_535, 'Port of API and console; 0 takes any free one'),
        hosts: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          description:
            'Names that requests may be addressed to, besides the address itself and localhost; in the environment, separated by commas',
        },
        tlsCert: { type: 'string', default: '', description: 'File with the certificate chain in PEM' },
        tlsKey: { type: 'string', default: '', description: 'File with the private key in PEM' },
        insecure: {
          type: 'boolean',
          default: false,
          description: 'Listen beyond loopback without TLS, for instance behind a proxy that does it',
        },
      },
    },
    market: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['folders'],
      properties: {
        folders: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          description:
            'Folders that offer script sets besides those that ship with funcbox; in the environment, separated by commas',
        },
      },
    },
  },
}

/** Environment variable of each setting, e.g. `FUNCBOX_RUNNER_MEMORY_MB` for `runner.memoryMb`. */
export function envName(section: string, key: string): string {
  return `FUNCBOX_${section}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase()
}

/** One setting as it is in use; none of them is a secret. */
export interface ShownSetting {
  readonly section: string
  readonly key: string
  readonly value: unknown
  readonly default: unknown
  readonly description: string
  /** Environment variable that sets it. */
  readonly variable: string
}

export function shownSettings(settings: Settings): ShownSetting[] {
  const sections = SETTINGS_SCHEMA.properties as Record<string, { properties: Record<string, ShownSchema> }>
  return Object.entries(sections).flatMap(([section, { properties }]) =>
    Object.entries(properties).map(([key, schema]) => ({
      ...{ section, key, default: schema.default, description: schema.description },
      value: (settings as unknown as Record<string, Record<string, unknown>>)[section]?.[key],
      variable: envName(section, key),
    })),
  )
}

interface ShownSchema {
  readonly default: unknown
  readonly description: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws FUNC_ERR_SETTINGS_INVALID naming the file or variable, the value and what is wanted */
export function loadSettings(options: { home?: string | undefined; env?: Environment } = {}): Settings {
  const env = options.env ?? process.env
  const home = homeFolder(options.home, env)
  const file = join(home, 'funcbox.json')
  const merged = withEnvironment(readSettingsFile(file), env)
  const ajv = new Ajv({ useDefaults: true, coerceTypes: true, allErrors: true, strict: true })
  if (!ajv.validate(SETTINGS_SCHEMA, merged)) {
    const problems = ajv.errorsText(ajv.errors, { dataVar: '' }).replaceAll('/', '.').replace(/^\./, '')
    throw new FuncError(
      'FUNC_ERR_SETTINGS_INVALID',
      `Cannot use the settings of '${file}' and FUNCBOX_*: ${problems}`,
    )
  }
  return { home, secretKey: env.FUNCBOX_SECRET_KEY, ...(merged as FileSettings) }
}

function homeFolder(given: string | undefined, env: Environment): string {
  if (given === '') {
    throw new FuncError(
      'FUNC_ERR_USAGE',
      "Cannot use the home '': wanted a folder, or no --home for ./.funcbox",
    )
  }
  return resolve(given ?? (env.FUNCBOX_HOME || '.funcbox'))
}

function readSettingsFile(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    throw new FuncError('FUNC_ERR_SETTINGS_INVALID', `Cannot read '${file}' as JSON: ${messageOf(cause)}`, {
      cause,
    })
  }
}

function withEnvironment(fromFile: Record<string, unknown>, env: Environment): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...fromFile }
  const sections = SETTINGS_SCHEMA.properties as Record<string, { properties: Record<string, unknown> }>
  for (const [section, { properties }] of Object.entries(sections)) {
    for (const key of Object.keys(properties)) {
      const value = env[envName(section, key)]
      if (value === undefined) continue
      const isList = (properties[key] as { type: string }).type === 'array'
      merged[section] = {
        ...(merged[section] as object | undefined),
        [key]: isList ? value.split(',') : value,
      }
    }
  }
  return merged
}
