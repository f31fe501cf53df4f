import { openApi } from '../http/openapi.ts'
import { integrityOf } from '../market/digest.ts'
import { withLocalTexts } from '../market/local-texts.ts'
import type { Manifest } from '../market/manifest.gen.ts'
import { printJson } from '../startup-scripts/print.ts'
import { apiTypes } from './api-types.ts'
import { cliPage } from './cli-page.ts'
import { errorsPage } from './errors-page.ts'
import { exampleStartup } from './example.ts'
import { metricsModule } from './metrics.ts'
import { docBlocks, fillBlocks, referencePage } from './script-docs.ts'
import { settingsPage } from './settings-page.ts'
import { silentProgram } from './silent-program.ts'
import { simulatorPage } from './simulator-page.ts'
import { sinksPage } from './sinks-page.ts'
import { Tree } from './tree.ts'
import { compileTypes, configTypes } from './types.ts'

const MANIFEST_SCHEMA = 'manifests/schema/manifest.schema.json'
const DASHBOARD_SCHEMA = 'manifests/schema/dashboard.schema.json'

/** Makes everything that follows from manifests and the error table; nothing is written yet. */
export async function generate(root: string): Promise<Tree> {
  const tree = new Tree(root)
  await generateManifestTypes(tree)
  const manifests = await readManifests(tree)
  for (const manifest of manifests) await generateScriptSet(tree, manifest)
  tree.set('docs/reference/errors.md', errorsPage())
  tree.set('docs/reference/settings.md', settingsPage())
  tree.set('docs/reference/sinks.md', sinksPage())
  tree.set('docs/reference/simulator.md', simulatorPage())
  tree.set('docs/reference/cli.md', cliPage(silentProgram(root)))
  tree.set('docs/reference/openapi.json', `${JSON.stringify(openApi(), null, 2)}\n`)
  tree.set('func/http/api.gen.ts', await apiTypes('server'))
  tree.set('web/src/api/types.gen.ts', await apiTypes('client'))
  return tree
}

async function generateManifestTypes(tree: Tree): Promise<void> {
  const manifest = textsAreObjects(await readJson(tree, MANIFEST_SCHEMA))
  tree.set('func/market/manifest.gen.ts', await compileTypes(manifest, 'Manifest'))
  const dashboard = await compileTypes(await readJson(tree, DASHBOARD_SCHEMA), 'Dashboard')
  tree.set('func/market/dashboard.gen.ts', dashboard)
  tree.set('web/src/api/dashboard.gen.ts', dashboard)
}

/** A text may be written as a plain string; reading a manifest makes it an object. */
function textsAreObjects(schema: Record<string, unknown>): Record<string, unknown> {
  const definitions = schema.$defs as { readonly text: object }
  return { ...schema, $defs: { ...definitions, text: { ...definitions.text, type: 'object' } } }
}

async function readManifests(tree: Tree): Promise<Manifest[]> {
  const names = (await tree.list('manifests')).filter((name) => /^[^/]+\.json$/.test(name))
  return Promise.all(
    names.map(async (name) => (await readJson(tree, `manifests/${name}`)) as unknown as Manifest),
  )
}

async function generateScriptSet(tree: Tree, written: Manifest): Promise<void> {
  const manifest = withLocalTexts(written)
  const folder = `scripts/${manifest.id}`
  if (manifest.config) tree.set(`${folder}/config.gen.ts`, await configTypes(manifest.config))
  const metrics = metricsModule(manifest)
  if (metrics !== undefined) tree.set(`${folder}/metrics.gen.ts`, metrics)
  const readme = await tree.text(`${folder}/README.md`)
  if (readme !== undefined) tree.set(`${folder}/README.md`, fillBlocks(readme, docBlocks(manifest)))
  const example = exampleStartup(manifest)
  if (example !== undefined) tree.set(`startup/${manifest.id}.ts`, example)
  tree.set(`docs/reference/scripts/${manifest.id}.md`, referencePage(manifest))
  // Last, as it covers what was generated into the folder.
  const files = await tree.digests(folder)
  tree.set(`manifests/${manifest.id}.json`, printJson(withDigests(written, files)))
}

function withDigests(manifest: Manifest, files: Manifest['files']): object {
  const entries = Object.entries(manifest).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'integrity') return []
    if (key !== 'files') return [[key, value]]
    return [
      ['files', files],
      ['integrity', integrityOf(files)],
    ]
  })
  return Object.fromEntries(entries)
}

async function readJson(tree: Tree, path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await tree.text(path)) ?? '{}') as Record<string, unknown>
}
