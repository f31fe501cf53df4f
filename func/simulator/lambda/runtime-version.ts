import { DAY_MS } from '../../time.ts'
import { hashText, hex, unit } from '../hash.ts'
import { partitionOf } from '../regions.ts'
import type { SimFunction } from './functions.ts'

export interface RuntimeVersion {
  /** As INIT_START prints it: `nodejs:22.v98`. */
  readonly version: string
  readonly arn: string
}

const SALT = { arn: 223, rollout: 224 }
/** AWS brings out a version of each runtime about so often, and takes some days to give it to all functions. */
const RELEASE_MS = 45 * DAY_MS
const ROLLOUT_MS = 10 * DAY_MS

/** The version of its runtime that a function runs on: AWS changes it without a change of the function. */
export function runtimeVersionAt(fn: SimFunction, ms: number): RuntimeVersion {
  const runtime = fn.runtime ?? 'provided.al2023'
  const [, name = runtime, number = ''] = /^(nodejs|python|java|dotnet|provided)\.?(.*)$/.exec(runtime) ?? []
  const seed = hashText(runtime)
  const delayMs = unit(seed, SALT.rollout) * RELEASE_MS + unit(fn.traffic.hash, SALT.rollout) * ROLLOUT_MS
  const release = Math.floor((ms - delayMs) / RELEASE_MS)
  return {
    version: `${name}:${number.replace('.x', '')}.v${(seed % 20) + release}`,
    arn: `arn:${partitionOf(fn.region)}:lambda:${fn.region}::runtime:${hex(seed ^ release, SALT.arn, 64)}`,
  }
}
