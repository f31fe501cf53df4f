import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time.ts'
import { hash, unit } from '../hash.ts'
import type { SimFunction } from './functions.ts'
import { lastBirth } from './life.ts'
import { MEMORY_SIZES } from './memory-sizes.ts'

/** What a deploy changes: other code, or one setting. */
export const DEPLOY_KINDS = ['code', 'environment', 'memory', 'layers', 'description'] as const
export type DeployKind = (typeof DEPLOY_KINDS)[number]

/** The latest change of a function: the creation is number 0. */
export interface Deploy {
  readonly number: number
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly kind: DeployKind
  /** Lambda could not carry it out: code and settings are those of the deploy before. */
  readonly failed: boolean
}

/** One after the other, so that the latest of a kind is found without a search. */
const CYCLE: readonly DeployKind[] = [
  'code',
  'code',
  'environment',
  'code',
  'memory',
  'code',
  'layers',
  'code',
  'code',
  'description',
]
const SALT = { created: 43, gap: 300, time: 301, failed: 302, start: 303 }
const FIRST_CREATED = Date.parse('2023-01-09T08:00:00Z')
const CREATED_WITHIN_MS = 900 * DAY_MS
const SHORTEST_GAP_MS = 12 * HOUR_MS
/** The most seldom deployed functions, against the most often deployed ones. */
const GAPS_APART = 60
const FAILED_SHARE = 0.03
/** How long Lambda takes to carry out a change. */
export const UPDATE_MS = 90_000
export const CREATION_MS = MINUTE_MS

/** When a function, or whatever has this seed, was created. */
export function createdMs(seed: number): number {
  return FIRST_CREATED + Math.floor((unit(seed, SALT.created) * CREATED_WITHIN_MS) / 1000) * 1000
}

export function functionCreatedMs(fn: SimFunction, ms: number): number {
  const { life, hash: seed } = fn.traffic
  return life === undefined ? createdMs(seed) : lastBirth(life, Math.floor(ms / MINUTE_MS)) * MINUTE_MS
}

/** The latest deploy up to a time. */
export function deployAt(fn: SimFunction, ms: number): Deploy {
  const bornMs = functionCreatedMs(fn, ms)
  const none = { number: 0, atMs: bornMs, kind: 'code', failed: false } as const
  if (fn.traffic.life !== undefined || ms < bornMs) return none
  const window = Math.floor((ms - bornMs) / gapMs(fn))
  const number = deployMs(fn, bornMs, window) <= ms ? window : window - 1
  return number <= 0 ? none : deployOf(fn, bornMs, number)
}

/** The deploys from one time up to before another, oldest first. */
export function deploysBetween(fn: SimFunction, fromMs: number, untilMs: number): readonly Deploy[] {
  const found: Deploy[] = []
  let deploy = deployAt(fn, untilMs - 1)
  while (deploy.atMs >= fromMs) {
    found.unshift(deploy)
    if (deploy.number === 0) break
    deploy = deployAt(fn, deploy.atMs - 1)
  }
  return found
}

/** How often a deploy of a kind was carried out: what failed came with the next one. */
export function changesOf(fn: SimFunction, { number, failed }: Deploy, kind: DeployKind): number {
  const last = failed ? number - 1 : number
  const start = startOf(fn)
  const whole = Math.floor((last + start) / CYCLE.length) - Math.floor(start / CYCLE.length)
  const within = (deploy: number) =>
    CYCLE.slice(0, ((deploy + start) % CYCLE.length) + 1).filter((each) => each === kind).length
  return last <= 0 ? 0 : whole * CYCLE.filter((each) => each === kind).length + within(last) - within(0)
}

function deployOf(fn: SimFunction, bornMs: number, number: number): Deploy {
  const kind = CYCLE[(number + startOf(fn)) % CYCLE.length] as DeployKind
  const failed = unit(fn.traffic.hash, number, SALT.failed) < FAILED_SHARE
  return { number, atMs: deployMs(fn, bornMs, number), kind, failed }
}

/** In its own stretch of time, so that each is known without the others. */
function deployMs(fn: SimFunction, bornMs: number, number: number): number {
  if (number <= 0) return bornMs
  const gap = gapMs(fn)
  const within = Math.floor((unit(fn.traffic.hash, number, SALT.time) * gap * 0.9) / 1000) * 1000
  return bornMs + number * gap + within
}

function gapMs({ traffic }: SimFunction): number {
  return Math.floor((SHORTEST_GAP_MS * GAPS_APART ** unit(traffic.hash, SALT.gap)) / 1000) * 1000
}

function startOf({ traffic }: SimFunction): number {
  return hash(traffic.hash, SALT.start) % CYCLE.length
}

/** A function's memory, which some deploys raise and others take back. */
export function memoryAt(fn: SimFunction, ms: number): number {
  return memoryOf(fn, deployAt(fn, ms))
}

export function memoryOf(fn: SimFunction, deploy: Deploy): number {
  const raised = changesOf(fn, deploy, 'memory') % 2
  const at = MEMORY_SIZES.indexOf(fn.memoryMb)
  return raised === 0 ? fn.memoryMb : (MEMORY_SIZES[at + 1] ?? MEMORY_SIZES[at - 1] ?? fn.memoryMb)
}
