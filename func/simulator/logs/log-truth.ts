import { MINUTE_MS } from '../../time.ts'
import type { Fleet } from '../fleet.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { type Sample, samplesOf } from './custom-metrics.ts'
import { type Environment, streamNames } from './environment.ts'
import type { Invocation } from './invocation.ts'
import { isReported } from './json-lines.ts'
import { isFailureShown } from './lines.ts'
import { runsWithin } from './log-events.ts'
import { type LogSetup, logSetupOf } from './log-setup.ts'

/** An invocation with where its log is. */
export interface LoggedInvocation extends Omit<Invocation, 'environment' | 'index'> {
  readonly group: string
  readonly stream: string
  /**
   * Its report can be read: at the system log level WARN those of good runs do not reach CloudWatch, and of the events of
   * a group that is not of the standard class it gives none.
   */
  readonly reported: boolean
  /** The log that can be read shows that it failed: of errors that handlers throw, only some runtimes do so. */
  readonly failureShown: boolean
}

/** A value that a function printed, with when and where. */
export interface LoggedSample extends Sample {
  readonly functionName: string
  readonly requestId: string
  readonly group: string
  /** When the run reported, milliseconds since the epoch. */
  readonly endMs: number
}

export interface LogTruth {
  readonly invocations: readonly LoggedInvocation[]
  /** Of groups that can be read. */
  readonly samples: readonly LoggedSample[]
}

export interface LogRange {
  /** Milliseconds since the epoch. */
  readonly startMs: number
  /** Not included. */
  readonly endMs: number
  /**
   * Which runs belong to the range: those whose report lies in it, or those that CloudWatch counts in its minutes.
   * @default 'report'
   */
  readonly by?: 'report' | 'minute'
  /** @default all functions */
  readonly functionNames?: readonly string[]
}

/** Every run of a range, by function and then by the order of starting; the flood's lines are left out. */
export function logTruthOf(fleet: Fleet, range: LogRange): LogTruth {
  const invocations: LoggedInvocation[] = []
  const samples: LoggedSample[] = []
  for (const fn of fleet.functions) {
    if (range.functionNames?.includes(fn.name) === false || fn.traffic.shape === 'idle') continue
    const setup = logSetupOf(fn)
    const streamOf = streamNames(fn, setup)
    const isReadable = fleet.logGroups.get(setup.group)?.logClass === 'STANDARD'
    for (const run of runsOfRange(fn, range)) {
      invocations.push(loggedInvocation(run, setup, { streamOf, isReadable }))
      if (isReadable) samples.push(...loggedSamples(run, setup))
    }
  }
  return { invocations, samples }
}

function* runsOfRange(fn: SimFunction, range: LogRange): Generator<Invocation> {
  const { startMs, endMs, by = 'report' } = range
  for (const run of runsWithin(fn, startMs, endMs)) {
    const timeMs = by === 'report' ? run.endMs : run.minute * MINUTE_MS
    if (timeMs >= startMs && timeMs < endMs) yield run
  }
}

interface Reading {
  readonly streamOf: (environment: Environment) => string
  readonly isReadable: boolean
}

function loggedInvocation(
  run: Invocation,
  setup: LogSetup,
  { streamOf, isReadable }: Reading,
): LoggedInvocation {
  const { environment, index: _index, ...rest } = run
  return {
    ...rest,
    group: setup.group,
    stream: streamOf(environment),
    reported: isReadable && isReported(run, setup),
    failureShown: isReadable && isFailureShown(run, setup),
  }
}

function loggedSamples(run: Invocation, setup: LogSetup): readonly LoggedSample[] {
  const where = {
    functionName: run.fn.name,
    requestId: run.requestId,
    group: setup.group,
    endMs: run.endMs,
  }
  return samplesOf(run, setup).map((sample) => ({ ...sample, ...where }))
}
