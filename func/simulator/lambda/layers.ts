import { DAY_MS } from '../../time.ts'
import { hash, hashText, pick, unit } from '../hash.ts'
import { partitionOf } from '../regions.ts'
import type { SimFunction } from './functions.ts'

/** A layer of the account, with its versions. */
export interface SimLayer {
  readonly name: string
  readonly arn: string
  readonly runtimes: readonly string[]
  readonly architectures: readonly string[]
  readonly seed: number
  /** Its latest version; older ones are there, too. */
  readonly latest: number
}

const SALT = { latest: 340, uses: 341, size: 342, created: 343, version: 344 }
const LAYERS: readonly (readonly [name: string, runtimes: readonly string[]])[] = [
  ['shared-utils', ['nodejs20.x', 'nodejs22.x']],
  ['data-tools', ['python3.12', 'python3.13']],
  ['telemetry', []],
]
const FIRST_CREATED = Date.parse('2024-02-05T09:00:00Z')
const USING_SHARE = 0.25

export function layersAt({ account, region }: Pick<SimFunction, 'account' | 'region'>): readonly SimLayer[] {
  return LAYERS.map(([name, runtimes]) => {
    const seed = hashText(`${account}/${region}/layer/${name}`)
    const arn = `arn:${partitionOf(region)}:lambda:${region}:${account}:layer:${name}`
    const architectures = ['x86_64', 'arm64']
    return { name, arn, runtimes, architectures, seed, latest: 3 + (hash(seed, SALT.latest) % 9) }
  })
}

export interface LayerVersion {
  readonly layer: SimLayer
  readonly version: number
}

/** The account's layers that a function has. @param changes how often its layers were changed */
export function ownLayersOf(fn: SimFunction, changes: number): readonly LayerVersion[] {
  const seed = fn.traffic.hash
  if (unit(seed, SALT.uses) >= USING_SHARE) return []
  const fitting = layersAt(fn).filter(
    ({ runtimes }) => runtimes.length === 0 || runtimes.includes(fn.runtime ?? ''),
  )
  const layer = pick(fitting, seed, SALT.version)
  const version = 1 + ((hash(seed, SALT.version) + changes) % layer.latest)
  return [{ layer, version }]
}

/** As a function's configuration names it. */
export function describedLayer({ layer, version }: LayerVersion): { Arn: string; CodeSize: number } {
  return {
    Arn: `${layer.arn}:${version}`,
    CodeSize: 20_000 + (hash(layer.seed, version, SALT.size) % 9_000_000),
  }
}

/** As the lists of layers name it. */
export function describedLayerVersion({ layer, version }: LayerVersion): Record<string, unknown> {
  const createdMs = FIRST_CREATED + version * 40 * DAY_MS + (hash(layer.seed, version, SALT.created) % DAY_MS)
  return {
    LayerVersionArn: `${layer.arn}:${version}`,
    Version: version,
    Description: version === layer.latest ? 'The current one' : '',
    CreatedDate: new Date(createdMs).toISOString().replace('Z', '+0000'),
    ...(layer.runtimes.length === 0 ? {} : { CompatibleRuntimes: layer.runtimes }),
    CompatibleArchitectures: layer.architectures,
    LicenseInfo: 'MIT',
  }
}
