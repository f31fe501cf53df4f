/** One rehearsal: the script itself runs, on AWS as `RehearsedAws` plays it, and nothing of it stays. */
import type { Json, Logger, ScriptContext } from '../../script.ts'
import { toTaskError } from '../task-error.ts'
import type { PreparedScript } from '../worker/prepare-script.ts'
import type { Listing, RehearsedAws } from './rehearsed-aws.ts'
import type { Rehearsal } from './types.ts'

/** What all rehearsals of a plan share. */
export interface Stage {
  readonly script: PreparedScript
  readonly aws: RehearsedAws
  /** State as the runs so far have committed it. */
  readonly committed: (key: string) => Promise<Json | undefined>
  readonly timeoutMs: number
  readonly log: Logger
  readonly mask: (text: string) => string
  readonly signal: AbortSignal
}

/** State that rehearsals would have committed, over what is committed. */
export type RehearsedState = ReadonlyMap<string, Json>

export interface Scene {
  readonly at: Date
  readonly state: RehearsedState
  /** @default {'asked'} */
  readonly listing?: Listing
  /** @default {that of the script} */
  readonly config?: unknown
}

/** @throws Only when aborted; a failure of the script is part of the result. */
export async function rehearse(
  scene: Scene,
  stage: Stage,
): Promise<Rehearsal & { readonly state: RehearsedState }> {
  const { script, aws, signal, mask } = stage
  const after = new Map(scene.state)
  const totals: Record<string, number> = {}
  aws.begin(scene.listing ?? 'asked')
  let error: Rehearsal['error'] = null
  try {
    signal.throwIfAborted()
    await script.module.run((scene.config ?? script.config) as never, contextOf(scene, stage, after, totals))
  } catch (thrown) {
    signal.throwIfAborted()
    error = toTaskError(thrown, mask)
  }
  return { ...aws.seen, functions: totals.functions, error, state: after }
}

function contextOf(
  { at, state }: Scene,
  { aws, committed, log, signal, timeoutMs }: Stage,
  after: Map<string, Json>,
  totals: Record<string, number>,
): ScriptContext {
  return {
    aws: aws.clients,
    points: { write: async () => {} },
    state: {
      get: async (key) => (state.has(key) ? state.get(key) : await committed(key)),
      set: (key, value) => void after.set(key, value),
    },
    log,
    progress: {
      total(unit, count) {
        totals[unit] = (totals[unit] ?? 0) + count
      },
      done() {},
    },
    count() {},
    timeLeft: () => timeoutMs,
    signal,
    triggeredAt: at,
    now: () => at,
  }
}
