import { hex, pick, unit } from '../hash.ts'
import type { Place, SimFunction } from '../lambda/functions.ts'
import { partitionOf } from '../regions.ts'

/** What a log group is for: only those of the standard class can be read event by event. */
export const LOG_CLASSES = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] as const
export type LogClass = (typeof LOG_CLASSES)[number]

/** How a group is kept. */
export interface LogGroupFacts {
  readonly logClass: LogClass
  /** Undefined: for ever. */
  readonly retentionDays: number | undefined
  /** Of the key that its events are encrypted with, if the account has one of its own for them. */
  readonly kmsKeyId: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** What PutRetentionPolicy takes. */
export const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]
const USUAL_RETENTIONS = [undefined, undefined, undefined, 1, 3, 7, 14, 30, 30, 90, 365]
const SALT = { class: 270, retention: 271, key: 272, keyId: 273 }
const INFREQUENT_SHARE = 0.02
const DELIVERY_SHARE = 0.01
const ENCRYPTED_SHARE = 0.1

/** The groups of the functions with speaking names are plain, so that a small account can be read whole. */
export function groupFacts(place: Place, seed: number, writers: readonly SimFunction[]): LogGroupFacts {
  const isPlain = writers.length === 0 || writers.some((fn) => fn.name === fn.archetype.firstName)
  const { team, env } = writers[0]?.tags ?? {}
  return {
    logClass: isPlain ? 'STANDARD' : classOf(unit(seed, SALT.class)),
    retentionDays: isPlain ? undefined : pick(USUAL_RETENTIONS, seed, SALT.retention),
    kmsKeyId: !isPlain && unit(seed, SALT.key) < ENCRYPTED_SHARE ? keyArn(place) : undefined,
    tags: { ...(team === undefined ? {} : { team }), ...(env === undefined ? {} : { env }) },
  }
}

function classOf(dice: number): LogClass {
  if (dice < INFREQUENT_SHARE) return 'INFREQUENT_ACCESS'
  return dice < INFREQUENT_SHARE + DELIVERY_SHARE ? 'DELIVERY' : 'STANDARD'
}

function keyArn({ account, region }: Place): string {
  const id = hex(Number(account) % 2 ** 32, SALT.keyId, 32)
  const parts = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)]
  return `arn:${partitionOf(region)}:kms:${region}:${account}:key/${parts.join('-')}`
}
