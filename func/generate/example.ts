import type { Manifest } from '../market/manifest.gen.ts'
import { secretParameters } from '../market/manifest.ts'
import { renderStartup, startupTitle } from '../startup-scripts/render.ts'

/** The startup script that the examples in the manifest's parameters give; undefined for a set without entry. */
export function exampleStartup(manifest: Manifest): string | undefined {
  if (manifest.entry === undefined || !manifest.schedule) return undefined
  const name = 'prod'
  const secretNames = secretParameters(manifest)
  const examples = Object.entries(manifest.parameters?.properties ?? {}).flatMap(([parameter, schema]) =>
    Array.isArray(schema.examples) ? [[parameter, schema.examples[0]] as const] : [],
  )
  const { cron, timezone = 'UTC', timeoutSeconds = 300 } = manifest.schedule
  return renderStartup({
    manifest,
    name,
    title: startupTitle(manifest, name),
    schedule: { cron, timezone, timeoutSeconds, jitterSeconds: 0 },
    parameters: Object.fromEntries(examples.filter(([parameter]) => !secretNames.includes(parameter))),
    secrets: examples.map(([parameter]) => parameter).filter((parameter) => secretNames.includes(parameter)),
  })
}
