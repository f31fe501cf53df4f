/** Runs of a trigger that are killed with SIGKILL at moments which the seed of the property tests draws. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { Simulator } from '#func/simulator/simulator.ts'
import { startCli } from '../cli.ts'

export interface KilledRunsOptions {
  readonly home: string
  readonly trigger: string
  readonly simulator: Simulator
  readonly kills: number
  /** Requests of one run, about: it is killed after any of them, or before the first. */
  readonly requests: number
}

interface Moment {
  readonly requests: number
  readonly laterMs: number
}

const LATER_MS = 100

/** Gives how many runs were cut off: the others had ended by themselves. */
export async function killRuns({ kills, requests, ...options }: KilledRunsOptions): Promise<number> {
  const moments = fc.record({ requests: fc.nat(requests), laterMs: fc.nat(LATER_MS) })
  let killed = 0
  for (const moment of fc.sample(moments, kills)) if (await isKilledAt(moment, options)) killed += 1
  return killed
}

async function isKilledAt(
  { requests, laterMs }: Moment,
  { home, trigger, simulator }: Pick<KilledRunsOptions, 'home' | 'trigger' | 'simulator'>,
): Promise<boolean> {
  simulator.resetCounters()
  const child = startCli(['run', trigger], { home })
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  while (child.exitCode === null && simulator.requests().length < requests) await sleep(2)
  await Promise.race([ended, sleep(laterMs)])
  child.kill('SIGKILL')
  const [, signal] = await ended
  return signal === 'SIGKILL'
}
