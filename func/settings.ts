/**
 * Settings: defaults, then `funcbox.json` of the home, then the environment. One schema checks, converts and
 * documents them (`docs/reference/settings.md` is generated from it).
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { FuncError, messageOf } from './errors.ts'
import type { LocalText } from './local-text.ts'
import type { Settings } from './settings-schema.ts'
import { type FileSettings, SETTINGS_SCHEMA } from './settings-schema.ts'

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
      value: (settings as unknown as Record<string, Record<string, unknown>>)[section]?.[key],
      variable: envName(section, key),
    })),
  )
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
