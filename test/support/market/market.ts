/** Market sources in temporary folders. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { integrityOf, sha256 } from '#func/market/digest.ts'
import type { Manifest } from '#func/market/manifest.ts'

/** A new empty folder, and a function that removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'funcbox-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface SetOptions {
  readonly id: string
  readonly version?: string
  readonly files?: Readonly<Record<string, string>>
  readonly requires?: Readonly<Record<string, string>>
  readonly engine?: string
  /** Of a set with an entry. */
  readonly permissions?: NonNullable<Manifest['permissions']>
  /** Without an entry it is a set that only other sets use. */
  readonly library?: boolean
}

const MAIN = 'export async function run() {}\n'

/** Adds a set to a market folder, or replaces it. */
export function writeSet(market: string, options: SetOptions): Manifest {
  const { id, version = '1.0.0', library = false } = options
  const changelog = `# Changelog\n\n## ${version}\n\n- Changes of ${version}\n\n## 0.9.0\n\n- First\n`
  const files = { 'CHANGELOG.md': changelog, 'main.ts': MAIN, ...options.files }
  rmSync(join(market, 'scripts', id), { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) writeFile(join(market, 'scripts', id, path), text)
  const digests = Object.entries(files).map(([path, text]) => ({ path, sha256: sha256(text) }))
  const manifest: Manifest = {
    id,
    version,
    title: { en: `Set ${id}`, 'zh-CN': id },
    description: { en: 'For tests', 'zh-CN': '测试' },
    category: 'test',
    files: digests,
    integrity: integrityOf(digests),
    requires: { ...options.requires },
    engine: options.engine ?? '>=0.1.0',
    changelog: 'CHANGELOG.md',
    ...(library ? {} : { ...DEPLOYABLE, ...(options.permissions && { permissions: options.permissions }) }),
  }
  writeFile(join(market, 'manifests', `${id}.json`), JSON.stringify(manifest))
  return manifest
}

export function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
}

const DEPLOYABLE = {
  entry: 'main.ts',
  parameters: {
    type: 'object',
    additionalProperties: false,
    required: ['regions'],
    properties: {
      ak_id: { title: 'AK', type: 'string', writeOnly: true },
      ak_secret: { title: 'SK', type: 'string', writeOnly: true },
      regions: {
        title: 'Regions',
        type: 'array',
        minItems: 1,
        items: { type: 'string', pattern: '^[a-z0-9-]+$' },
      },
      note: { title: 'Note', type: 'string' },
      period: { title: 'Period', type: 'integer' },
    },
    dependentRequired: { ak_id: ['ak_secret'], ak_secret: ['ak_id'] },
  },
  template: {
    account: {
      ak_id: { $parameter: 'ak_id' },
      ak_secret: { $parameter: 'ak_secret' },
      extra_tags: { note: { $parameter: 'note' } },
    },
    regions: { $parameter: 'regions' },
    period: { $parameter: 'period' },
  },
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['regions'],
    properties: {
      account: { type: 'object' },
      regions: { type: 'array', items: { type: 'string' } },
      period: { type: 'integer', default: 60 },
    },
  },
  schedule: { cron: '*/5 * * * *', timezone: 'UTC', timeoutSeconds: 300 },
  permissions: [
    {
      action: 'lambda:ListFunctions',
      feature: { en: 'Objects', 'zh-CN': '对象' },
      lost: { en: 'Objects', 'zh-CN': '对象' },
    },
    {
      action: 'sts:AssumeRole',
      feature: { en: 'role_arn', 'zh-CN': '参数 role_arn' },
      lost: { en: 'Other accounts', 'zh-CN': '其他账号' },
      optional: true,
    },
  ],
  measurements: [],
} satisfies Partial<Manifest>
