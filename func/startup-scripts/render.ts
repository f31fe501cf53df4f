/** Startup scripts as text. The same input gives the same text. */

import type { Manifest } from '../market/manifest.ts'
import { DEPLOY_NAME, fillTemplate } from '../market/template.ts'
import { Code, printLiteral } from './print.ts'

export interface StartupOptions {
  readonly manifest: Pick<Manifest, 'id' | 'version' | 'entry' | 'template'>
  /** Name of the startup script. */
  readonly name: string
  readonly title: string
  readonly schedule: StartupSchedule
  /** Checked parameters, without secrets. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Names of the parameters that are secrets and have a value. */
  readonly secrets: readonly string[]
}

export interface StartupSchedule {
  readonly cron: string
  readonly timezone: string
  readonly timeoutSeconds: number
  /** Left out of the file when 0. */
  readonly jitterSeconds: number
}

/** The text of `home/startup/<name>.ts`. */
export function renderStartup(options: StartupOptions): string {
  const { manifest, name, title, secrets } = options
  const usesSecrets = secrets.length > 0
  const config = printLiteral(configOf(options), { depth: 1, expand: true })
  return [
    `// home/startup/${name}.ts: generated from ${manifest.id} ${manifest.version}, yours to edit`,
    ...(usesSecrets ? ["import type { Env } from '#func/script.ts'"] : []),
    `export { run } from '../scripts/${manifest.id}/${manifest.entry}'`,
    '',
    `export const title = ${printLiteral(title)}`,
    `export const schedule = ${printLiteral(scheduleOf(options.schedule), { before: 'export const schedule = '.length })}`,
    '',
    `export function config(${usesSecrets ? 'env: Env' : ''}) {`,
    `  return ${config}`,
    '}',
    '',
  ].join('\n')
}

export function startupTitle(manifest: Pick<Manifest, 'title'>, name: string): string {
  return `${manifest.title.en} (${name})`
}

/** Name under which a startup script's secret parameter is stored: `prod`, `ak_id` → `PROD_AK_ID`. */
export function secretName(name: string, parameter: string): string {
  return `${name}_${parameter}`.toUpperCase().replaceAll('-', '_')
}

function configOf({ manifest, name, parameters, secrets }: StartupOptions): unknown {
  const lookups = secrets.map((parameter): [string, unknown] => [
    parameter,
    new Code(`env(${printLiteral(secretName(name, parameter))})`),
  ])
  const values = new Map([[DEPLOY_NAME, name], ...Object.entries(parameters), ...lookups])
  return fillTemplate(manifest.template ?? {}, values)
}

function scheduleOf({ jitterSeconds, ...schedule }: StartupSchedule): object {
  return { ...schedule, ...(jitterSeconds > 0 && { jitterSeconds }) }
}
