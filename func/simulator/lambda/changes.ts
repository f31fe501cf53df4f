import { MINUTE_MS } from '../../time.ts'
import { type DeployKind, deploysBetween } from './deploys.ts'
import type { SimFunction } from './functions.ts'
import { isThere } from './life.ts'

/** Something that happened to a function. */
export interface FunctionChange {
  readonly functionName: string
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly what: 'created' | 'deleted' | DeployKind
  /** Lambda could not carry it out. */
  readonly failed: boolean
}

/** What happened to functions from one time up to before another, oldest first. */
export function changesBetween(
  functions: readonly SimFunction[],
  fromMs: number,
  untilMs: number,
): readonly FunctionChange[] {
  const changes = functions.flatMap((fn) =>
    fn.traffic.life === undefined ? deployed(fn, fromMs, untilMs) : comingAndGoing(fn, fromMs, untilMs),
  )
  return changes.toSorted((a, b) => a.atMs - b.atMs)
}

function deployed(fn: SimFunction, fromMs: number, untilMs: number): readonly FunctionChange[] {
  return deploysBetween(fn, fromMs, untilMs).map(({ number, atMs, kind, failed }) => ({
    functionName: fn.name,
    atMs,
    what: number === 0 ? 'created' : kind,
    failed,
  }))
}

function comingAndGoing(fn: SimFunction, fromMs: number, untilMs: number): readonly FunctionChange[] {
  const { life } = fn.traffic
  const changes: FunctionChange[] = []
  for (let minute = Math.ceil(fromMs / MINUTE_MS); minute * MINUTE_MS < untilMs; minute += 1) {
    const [was, is] = [isThere(life, minute - 1), isThere(life, minute)]
    if (was === is) continue
    const what = is ? 'created' : 'deleted'
    changes.push({
      functionName: fn.name,
      atMs: minute * MINUTE_MS,
      what,
      failed: is && life?.broken === true,
    })
  }
  return changes
}
