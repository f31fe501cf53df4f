import { dirname, resolve } from 'node:path'
import { expect } from 'chai'
import { type Import, importsOf, sourceFiles } from './support/imports.ts'

const root = resolve(import.meta.dirname, '..')

interface Rule {
  readonly from: RegExp
  /** What may be imported at run time, and as types besides. */
  readonly runtime: RegExp
  readonly types: RegExp
}

const LEAVES = 'func/(errors|log|time|did-you-mean|local-text|network)\\.ts|func/bytes/.*|node:.*'
const MODEL = 'func/model/.*'
const SDK = '@aws-sdk/.*|@smithy/.*|@aws-crypto/.*'
const OURS = 'func/|scripts/|startup/|web/|test/|bin/'
const NPM = `(?!${OURS}|kysely|@aws-sdk/|@smithy/|@aws-crypto/).*`
const CONTRACT = 'func/script\\.ts'
const only = (...parts: string[]) => new RegExp(`^(${parts.join('|')})$`)

const NEEDS_HOME =
  /^func\/(home|points|market|startup-scripts|simulator\/simulator|http|runner\/(host\/(?!schedule)|worker)|aws\/clients)|^@aws-sdk\/|^fastify/

/** The table "who may import whom" of the architecture. */
const RULES: readonly Rule[] = [
  { from: /^func\/script\.ts$/, runtime: /^$/, types: only(SDK) },
  { from: /^func\/model\//, runtime: only(MODEL), types: only(CONTRACT) },
  {
    from: /^func\/(errors|log|time|did-you-mean|local-text|network)\.ts$/,
    runtime: only(LEAVES, MODEL, NPM),
    types: only(CONTRACT),
  },
  {
    from: /^func\/settings(-schema)?\.ts$/,
    runtime: only(LEAVES, MODEL, NPM, 'func/settings-schema\\.ts'),
    types: /^$/,
  },
  { from: /^func\/bytes\//, runtime: only('node:.*', 'func/bytes/.*'), types: /^$/ },
  { from: /^func\/sqlite\//, runtime: only(LEAVES, NPM, 'kysely', 'func/sqlite/.*'), types: /^$/ },
  { from: /^func\/aws\//, runtime: only(LEAVES, MODEL, NPM, SDK, 'func/aws/.*'), types: only(CONTRACT) },
  { from: /^func\/sinks\//, runtime: only(LEAVES, MODEL, NPM, 'func/sinks/.*'), types: only(CONTRACT) },
  {
    from: /^func\/(home|points)\//,
    runtime: only(LEAVES, MODEL, NPM, 'kysely', 'func/sqlite/.*', '<same room>'),
    types: only(CONTRACT),
  },
  {
    from: /^func\/insight\//,
    runtime: only(LEAVES, MODEL, 'func/insight/.*'),
    types: only('func/points/types\\.ts'),
  },
  {
    from: /^func\/simulator\//,
    runtime: only(LEAVES, NPM, SDK, 'func/simulator/.*'),
    types: only(CONTRACT),
  },
  {
    from: /^func\/market\//,
    runtime: only(LEAVES, MODEL, NPM, 'func/(home|market)/.*'),
    types: only(CONTRACT),
  },
  {
    from: /^func\/startup-scripts\//,
    runtime: only(LEAVES, MODEL, NPM, 'func/(home|market|startup-scripts)/.*'),
    types: only(CONTRACT),
  },
  {
    from: /^func\/audit\//,
    runtime: only(LEAVES, MODEL, 'func/audit/.*'),
    types: only(CONTRACT, 'func/(home|market)/.*'),
  },
  {
    from: /^func\/runner\//,
    runtime: only(
      ...[LEAVES, MODEL, NPM, 'func/(home|points|sinks|aws|runner)/.*'],
      'func/market/(manifest|installed|schedule)\\.ts',
    ),
    types: only(CONTRACT, 'func/settings(-schema)?\\.ts'),
  },
  {
    from: /^func\/http\//,
    runtime: only(LEAVES, MODEL, NPM, 'func/(http|audit)/.*'),
    types: only(
      ...[CONTRACT, 'func/settings(-schema)?\\.ts'],
      'func/(runner|home|points|market|startup-scripts|sinks|aws|insight)/.*',
    ),
  },
  { from: /^func\/host\//, runtime: only('func/(?!cli/|generate/).*', 'node:.*', NPM), types: /^$/ },
  {
    from: /^func\/cli\/|^func\/main\.ts$/,
    runtime: only(LEAVES, MODEL, NPM, 'func/(cli|host|audit)/.*'),
    types: only('func/.*'),
  },
  { from: /^func\/generate\//, runtime: only('func/.*', 'node:.*', NPM), types: /^$/ },
  {
    from: /^scripts\/guance_integration_core\//,
    runtime: only('scripts/guance_integration_core/.*', 'node:(crypto|zlib)'),
    types: only('func/script\\.ts', SDK),
  },
  {
    from: /^scripts\//,
    runtime: only('<same set>', 'scripts/guance_integration_core/index\\.ts'),
    types: only('func/script\\.ts', SDK),
  },
  {
    from: /^web\/(vite\.config|build-report|prepare)\.ts$/,
    runtime: only('node:.*', NPM),
    types: /^$/,
  },
  {
    from: /^web\/src\//,
    runtime: only('web/src/.*', MODEL, `(?!node:|${OURS}|@aws-sdk/|fastify|kysely).*`),
    types: /^$/,
  },
  { from: /^startup\//, runtime: only('scripts/[^/]+/main\\.ts'), types: only('func/script\\.ts') },
]

function allowed(rule: Rule, entry: Import): boolean {
  const set = entry.from.match(/^scripts\/[^/]+\//)?.[0]
  if (set !== undefined && entry.to.startsWith(set)) return true
  const room = entry.from.match(/^func\/[^/]+\//)?.[0]
  if (rule.runtime.source.includes('<same room>') && room !== undefined && entry.to.startsWith(room))
    return true
  return rule.runtime.test(entry.to) || (entry.typesOnly && rule.types.test(entry.to))
}

const files = ['func', 'scripts', 'startup', 'web'].flatMap((folder) => sourceFiles(root, folder))
const imports = files.flatMap((file) => importsOf(root, file))

describe('boundaries', () => {
  it('should have a rule for every file', () => {
    expect(files.filter((file) => !RULES.some((rule) => rule.from.test(file)))).to.deep.equal([])
  })

  it('should let every import point the allowed way', () => {
    const wrong = imports
      .filter((entry) => !allowed(RULES.find((rule) => rule.from.test(entry.from)) as Rule, entry))
      .map((entry) => `${entry.from} -> ${entry.to}${entry.typesOnly ? ' (types)' : ''}`)
    expect(wrong).to.deep.equal([])
  })

  it('should import luxon in func/time.ts only', () => {
    const users = imports.filter(({ to }) => to === 'luxon').map(({ from }) => from)
    expect(users).to.deep.equal(['func/time.ts'])
  })

  it('should have no import cycle, types included', () => {
    expect(cycles()).to.deep.equal([])
  })

  it('should keep at most 25 files in a folder beside its subfolders', () => {
    const folders = Map.groupBy([...files, ...sourceFiles(root, 'test')], (file) => dirname(file))
    const crowded = [...folders].filter(([, inside]) => inside.length > 25)
    expect(crowded.map(([folder, inside]) => `${folder}: ${inside.length}`)).to.deep.equal([])
  })

  it('should start without what only an opened home needs', () => {
    const started = closureOf('func/main.ts')
    expect(started).to.include('func/cli/program.ts')
    expect(started.filter((file) => NEEDS_HOME.test(file))).to.deep.equal([])
  })

  it('should see what it is meant to see', () => {
    const rule = RULES.find((candidate) => candidate.from.test('func/sinks/x.ts')) as Rule
    const entry = { from: 'func/sinks/x.ts', typesOnly: false, isLazy: false }
    expect(allowed(rule, { ...entry, to: 'func/home/store.ts' })).to.equal(false)
    expect(allowed(rule, { ...entry, to: 'kysely' })).to.equal(false)
    for (const to of ['web/src/app.tsx', 'test/support/cli.ts', 'startup/guance_aws_lambda.ts'])
      expect(allowed(rule, { ...entry, to }), to).to.equal(false)
    expect(allowed(rule, { ...entry, to: 'func/script.ts' })).to.equal(false)
    expect(allowed(rule, { ...entry, to: 'func/script.ts', typesOnly: true })).to.equal(true)
  })
})

/** Files that are loaded with this one. */
function closureOf(start: string): string[] {
  const loaded = new Set([start])
  for (const file of loaded)
    for (const { from, to, typesOnly, isLazy } of imports)
      if (from === file && !typesOnly && !isLazy) loaded.add(to)
  return [...loaded]
}

function cycles(): string[] {
  const graph = Map.groupBy(
    imports.filter((entry) => files.includes(entry.to)),
    (entry) => entry.from,
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (done.has(file) || path.includes(file)) return
    for (const { to } of graph.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  return found
}
