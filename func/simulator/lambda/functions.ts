import { MINUTE_MS } from '../../time.ts'
import { hash, hashText, pick, unit } from '../hash.ts'
import { partitionOf } from '../regions.ts'
import { ARCHETYPES, type Archetype } from './archetypes.ts'
import type { Life } from './life.ts'
import { MEMORY_SIZES } from './memory-sizes.ts'
import { functionName, uniqueName } from './names.ts'
import type { Traffic } from './traffic.ts'

/** Where a fleet lives. */
export interface Place {
  readonly seed: number
  readonly account: string
  readonly region: string
}

export interface SimAlias {
  readonly name: string
  /** Part of the function's traffic that comes through the alias. */
  readonly share: number
  /** Versions behind it, with their part of the alias's traffic. */
  readonly versions: readonly { readonly version: string; readonly share: number }[]
}

/** A simulated function: what the control plane shows of it, and what drives its values. */
export interface SimFunction {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  /** `web`, `failing`, `cron`, `throttled`, `slow`, `async`, `stream`, `idle`, `queue`, … (see archetypes.ts). */
  readonly kind: string
  /** Resource tags; about every eighth function has none. */
  readonly tags: Readonly<Record<string, string>>
  /** Missing for container images. */
  readonly runtime: string | undefined
  readonly architecture: 'x86_64' | 'arm64'
  /** When it was created: some deploys change it. */
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly aliases: readonly SimAlias[]
  readonly archetype: Archetype
  readonly traffic: Traffic
}

const RUNTIMES = [
  'nodejs22.x',
  'nodejs20.x',
  'python3.13',
  'python3.12',
  'java21',
  'provided.al2023',
  'dotnet8',
]
const TIMEOUTS = [3, 10, 15, 30, 60, 120, 300, 900]
const MINUTES_A_WEEK = 7 * 1440
const TEAMS = ['core', 'payments', 'platform', 'data', 'growth', 'mobile']
const TAG_STAGES = ['prod', 'staging', 'dev']
/** How many kinds of functions are laid out in order before chance decides. */
const LAID_OUT = ARCHETYPES.length

/** All functions of a place, in the order of their making. Every fourth name is the region's own, the rest recur in each region. */
export function makeFunctions(
  place: Place,
  count: number,
  options: TrafficOptions = {},
): readonly SimFunction[] {
  const { busyFunctions = count } = options
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, index) => {
    const archetype = archetypeOf(place, index)
    const name = uniqueName(nameOf(place, archetype, index), taken)
    taken.add(name)
    const fn = makeFunction(place, archetype, name)
    return withTraffic(fn, index < busyFunctions, options)
  })
}

export interface TrafficOptions {
  readonly busyFunctions?: number
  readonly trafficScale?: number
}

function withTraffic(fn: SimFunction, isBusy: boolean, { trafficScale = 1 }: TrafficOptions): SimFunction {
  const traffic = isBusy ? scaled(fn.traffic, trafficScale) : weekly(fn.traffic)
  return traffic === fn.traffic ? fn : { ...fn, traffic }
}

/** One function that comes and goes for so many that stay. */
const STAYING_FOR_EACH_PASSING = 50
const PASSING_KINDS = ['web', 'failing', 'cron', 'async', 'queue', 'bursty']
const LIFE = {
  shortestMinutes: 6 * 60,
  longestMinutes: 3 * 1440,
  leastShare: 0.3,
  mostShare: 0.8,
  brokenShare: 0.25,
}

/** Functions of previews and test runs, which come and go. */
export function makePassing(
  place: Place,
  staying: number,
  options: TrafficOptions = {},
): readonly SimFunction[] {
  const { busyFunctions = staying } = options
  return Array.from({ length: Math.floor(staying / STAYING_FOR_EACH_PASSING) }, (_, index) => {
    const kinds = ARCHETYPES.filter(({ kind }) => PASSING_KINDS.includes(kind))
    const made = makeFunction(place, pick(kinds, place.seed, index, 23), `preview-${index + 1}-storefront`)
    const fn = withTraffic(made, busyFunctions >= staying, options)
    const life = lifeOf(fn.traffic.hash, index % 4 === 1)
    const shape = life.broken ? 'idle' : fn.traffic.shape
    return { ...fn, aliases: [], traffic: { ...fn.traffic, shape, life } }
  })
}

function lifeOf(seed: number, broken: boolean): Life {
  const { shortestMinutes, longestMinutes, leastShare, mostShare } = LIFE
  const everyMinutes = Math.floor(shortestMinutes + unit(seed, 24) * (longestMinutes - shortestMinutes))
  const share = leastShare + unit(seed, 25) * (mostShare - leastShare)
  return {
    everyMinutes,
    offset: hash(seed, 26) % everyMinutes,
    lastsMinutes: Math.floor(everyMinutes * share),
    broken,
  }
}

/** Jobs keep their schedule. */
function scaled(traffic: Traffic, scale: number): Traffic {
  if (scale === 1 || traffic.shape === 'cron' || traffic.shape === 'idle') return traffic
  return { ...traffic, rate: traffic.rate * scale }
}

/** Runs once a week at its own minute. */
function weekly(traffic: Traffic): Traffic {
  return {
    ...traffic,
    shape: 'cron',
    rate: 1,
    everyMinutes: MINUTES_A_WEEK,
    offset: traffic.hash % MINUTES_A_WEEK,
  }
}

function nameOf(place: Place, archetype: Archetype, index: number): string {
  if (index < LAID_OUT) return archetype.firstName
  return functionName(index % 4 === 3 ? hashText(`${place.seed}/${place.region}`) : place.seed, index)
}

function archetypeOf(place: Place, index: number): Archetype {
  const laidOut = ARCHETYPES[index]
  if (laidOut !== undefined) return laidOut
  const total = ARCHETYPES.reduce((sum, archetype) => sum + archetype.weight, 0)
  let left = unit(place.seed, index, 7) * total
  for (const archetype of ARCHETYPES) {
    left -= archetype.weight
    if (left < 0) return archetype
  }
  return ARCHETYPES[0] as Archetype
}

/** One function by its kind and name: the same wherever it is made. */
export function makeFunction(place: Place, archetype: Archetype, name: string): SimFunction {
  const seed = hashText(`${place.seed}/${place.account}/${place.region}/${name}`)
  const timeoutSeconds = timeoutOf(seed, archetype)
  return {
    name,
    arn: functionArn(place, name),
    account: place.account,
    region: place.region,
    kind: archetype.kind,
    tags: tagsOf(seed, archetype),
    runtime: isImage(seed, archetype) ? undefined : pick(RUNTIMES, seed, 1),
    architecture: unit(seed, 2) < 0.4 ? 'arm64' : 'x86_64',
    memoryMb: pick(MEMORY_SIZES, seed, 4),
    timeoutSeconds,
    aliases: aliasesOf(seed, archetype),
    archetype,
    traffic: trafficOf(seed, archetype, timeoutSeconds * 1000, name === archetype.firstName),
  }
}

export function functionArn(place: Place, name: string): string {
  return `arn:${partitionOf(place.region)}:lambda:${place.region}:${place.account}:function:${name}`
}

function isImage(seed: number, archetype: Archetype): boolean {
  return archetype.kind === 'slow' || unit(seed, 5) < 0.06
}

function tagsOf(seed: number, archetype: Archetype): Record<string, string> {
  if (archetype.kind === 'idle' || unit(seed, 6) < 0.12) return {}
  const tags: Record<string, string> = { team: pick(TEAMS, seed, 7), env: pick(TAG_STAGES, seed, 8) }
  if (unit(seed, 9) < 0.3) tags['cost-center'] = String(1000 + (hash(seed, 10) % 40))
  if (unit(seed, 11) < 0.1) tags['Owner Name'] = 'Zoë O’Neil, 运维 <ops@example.com>'
  if (unit(seed, 12) < 0.2) tags['aws:cloudformation:stack-name'] = `${tags.team}-stack`
  return tags
}

function aliasesOf(seed: number, archetype: Archetype): readonly SimAlias[] {
  const wanted = archetype.kind === 'provisioned' || (archetype.kind === 'web' && unit(seed, 13) < 0.3)
  if (!wanted) return []
  const version = 2 + (hash(seed, 14) % 30)
  const canary = unit(seed, 15) < 0.3
  const versions = canary
    ? [
        { version: String(version), share: 0.9 },
        { version: String(version + 1), share: 0.1 },
      ]
    : [{ version: String(version), share: 1 }]
  return [{ name: 'live', share: 0.8, versions }]
}

function trafficOf(seed: number, archetype: Archetype, timeoutMs: number, first: boolean): Traffic {
  const schedules = archetype.everyMinutes ?? [1]
  const everyMinutes = first ? (schedules[0] as number) : pick(schedules, seed, 16)
  const rate = rateOf(seed, archetype)
  return {
    hash: seed,
    shape: archetype.shape,
    rate,
    everyMinutes,
    offset: hash(seed, 17) % everyMinutes,
    peakMinute: 9 * 60 + (hash(seed, 18) % (8 * 60)),
    swing: 0.3 + 0.5 * unit(seed, 19),
    durationMs: durationOf(seed, archetype, timeoutMs, rate),
    timeoutMs,
    errorRate: (archetype.errorRate ?? 0) * (0.5 + unit(seed, 20)),
    throttleRate: archetype.throttleRate ?? 0,
    slow: archetype.slow === true,
    reserved: archetype.reserved,
  }
}

function timeoutOf(seed: number, archetype: Archetype): number {
  if (archetype.long === true) return 900
  return archetype.slow === true ? 30 : pick(TIMEOUTS, seed, 3)
}

/** From some milliseconds to some seconds and well within the timeout; where runs are limited, just about too long. */
function durationOf(seed: number, archetype: Archetype, timeoutMs: number, rate: number): number {
  if (archetype.slow === true) return timeoutMs * 0.72
  if (archetype.long === true) return timeoutMs * 0.35
  if (archetype.reserved !== undefined) return (archetype.reserved * MINUTE_MS) / rate
  return Math.min(timeoutMs * 0.2, 4 * 10 ** (3 * unit(seed, 21)))
}

function rateOf(seed: number, archetype: Archetype): number {
  const [low, high] = archetype.rate
  if (archetype.shape === 'cron') return low + (hash(seed, 22) % (high - low + 1))
  return low * (high / Math.max(low, 1)) ** unit(seed, 22)
}
