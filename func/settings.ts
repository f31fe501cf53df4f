/**
 * Settings: defaults, then `funcbox.json` of the home, then the environment. One schema checks, converts and
 * documents them (`docs/reference/settings.md` is generated from it).
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { FuncError, messageOf } from './errors.ts'
import type { LocalText } from './local-text.ts'
import { type Network, withoutUserInfo } from './network.ts'
import type { Settings } from './settings-schema.ts'
import { type FileSettings, SETTINGS_SCHEMA } from './settings-schema.ts'

/** Environment variable of each setting, e.g. `FUNCBOX_RUNNER_MEMORY_MB` for `runner.memoryMb`. */
export function envName(section: string, key: string): string {
  return `FUNCBOX_${section}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase()
}

/** One setting as it is in use, without the password of a proxy. */
export interface ShownSetting {
  readonly section: string
  readonly key: string
  readonly value: unknown
  readonly default: unknown
  readonly description: LocalText
  /** Environment variable that sets it. */
  readonly variable: string
}

export function shownSettings(settings: Settings): ShownSetting[] {
  const sections = SETTINGS_SCHEMA.properties as Record<string, { properties: Record<string, ShownSchema> }>
  return Object.entries(sections).flatMap(([section, { properties }]) =>
    Object.entries(properties).map(([key, schema]) => ({
      ...{ section, key, default: schema.default },
      description: { en: schema.description, 'zh-CN': schema.i18n['zh-CN'].description },
      value: shownValue((settings as unknown as Record<string, Record<string, unknown>>)[section]?.[key]),
      variable: envName(section, key),
    })),
  )
}

function shownValue(value: unknown): unknown {
  return typeof value === 'string' ? withoutUserInfo(value) : value
}

interface ShownSchema {
  readonly default: unknown
  readonly description: string
  readonly i18n: { readonly 'zh-CN': { readonly description: string } }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws FUNC_ERR_SETTINGS_INVALID naming the file or variable, the value and what is wanted */
export function loadSettings(options: { home?: string | undefined; env: Environment }): Settings {
  const { env } = options
  const home = homeFolder(options.home, env)
  const file = join(home, 'funcbox.json')
  const merged = withEnvironment(readSettingsFile(file), env)
  const ajv = new Ajv({
    ...{ useDefaults: true, coerceTypes: true, allErrors: true, strict: true },
    keywords: ['i18n'],
  })
  if (!ajv.validate(SETTINGS_SCHEMA, merged)) {
    const problems = ajv.errorsText(ajv.errors, { dataVar: '' }).replaceAll('/', '.').replace(/^\./, '')
    throw new FuncError(
      'FUNC_ERR_SETTINGS_INVALID',
      `Cannot use the settings of '${file}' and FUNCBOX_*: ${problems}`,
    )
  }
  const settings = merged as FileSettings
  return { home, secretKey: env.FUNCBOX_SECRET_KEY, ...settings, connections: connectionsOf(settings, env) }
}

/** As curl reads them: the lower-case name first. */
function connectionsOf({ network }: FileSettings, env: Environment): Network {
  const given = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const httpsProxy = proxyUrl(network.proxy || given('HTTPS_PROXY') || given('ALL_PROXY'))
  const httpProxy = proxyUrl(network.proxy || given('HTTP_PROXY') || given('ALL_PROXY'))
  const noProxy = [...network.noProxy, given('NO_PROXY') ?? ''].filter((host) => host !== '').join(',')
  const caFile = network.caFile || env.AWS_CA_BUNDLE || undefined
  return {
    ...(httpsProxy && { httpsProxy }),
    ...(httpProxy && { httpProxy }),
    ...(noProxy && { noProxy }),
    ...(caFile && { caFile }),
  }
}

/** The URL is not repeated: it may hold a password. */
function proxyUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href
  throw new FuncError(
    'FUNC_ERR_SETTINGS_INVALID',
    'Cannot use the proxy of network.proxy, HTTPS_PROXY or HTTP_PROXY: wanted a URL such as http://proxy:3128',
  )
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
