/**
 * How far each log group of a region has been read, kept in state. Thousands of groups share a fixed number of
 * keys: a group is always in the same one, so that finishing it rewrites a small part of the whole.
 */
import type { Json, State } from '#func/script.ts'
import { DAY_MS, hash32 } from '../../guance_integration_core/index.ts'
import type { KeptKinds } from './written-kinds.ts'

/** All times are milliseconds since the epoch. */
export interface GroupState {
  /** Where the collection of this group began. */
  readonly since: number
  /** Everything from `since` to here has been acknowledged by the sinks. */
  readonly read: number
  /** Start of the window that the next run reads; what came before it is in the pending state. @default {read} */
  readonly from?: number
  /** Time of the newest event. @default {none yet} */
  readonly seen?: number
  /** True when there was no such group: its function never ran. */
  readonly missing?: boolean
  /** True when AWS gives no events of it: it is not of the standard class, or its key may not be used. */
  readonly unreadable?: boolean
  /** Runs in a row in which reading it failed. @default {0} */
  readonly failed?: number
  /** What the aggregation wants back. */
  readonly pendingState?: Json
  /** Of the settings that `pendingState` depends on. */
  readonly fingerprint?: string
  /** Requests under way when the next window begins: request id and time of START by log stream. */
  readonly open?: Readonly<Record<string, readonly [string, number]>>
  /** Kinds of errors of which a sample was written, with the time when each was last seen. */
  readonly errors?: Readonly<Record<string, number>>
  /** Minutes of the next window in which failures of a kind were counted. */
  readonly kinds?: KeptKinds
  /** Packed hashes of points that were written of the next window. */
  readonly points?: string
  /** Packed times and hashes of events that were written as logs. */
  readonly written?: string
  /** Events before it count as written, as there were too many to remember. */
  readonly writtenFrom?: number
}

/** Versions up to 1.0.0 of the set named the pending state `carry`. */
type WrittenState = GroupState & { readonly carry?: Json }

export const SHARDS = 64
/** CloudWatch may list a function again; after this, a group that no function writes to is forgotten. */
const FORGET_MS = 15 * DAY_MS

export class Ledger {
  readonly #state: State
  readonly #prefix: string
  readonly #shards = new Map<number, Map<string, GroupState>>()
  readonly #changed = new Set<number>()

  private constructor(state: State, prefix: string) {
    this.#state = state
    this.#prefix = prefix
  }

  /** @param prefix Of the keys, e.g. `groups/us-east-1`. */
  static async open(state: State, prefix: string, groups: Iterable<string>): Promise<Ledger> {
    const ledger = new Ledger(state, prefix)
    const shards = [...new Set([...groups].map(shardOf))]
    await Promise.all(
      shards.map(async (shard) => {
        ledger.#shards.set(shard, parseShard(await state.get(ledger.#key(shard))))
      }),
    )
    return ledger
  }

  get(group: string): GroupState | undefined {
    return this.#shards.get(shardOf(group))?.get(group)
  }

  set(group: string, state: GroupState): void {
    const shard = shardOf(group)
    this.#shards.get(shard)?.set(group, state)
    this.#changed.add(shard)
  }

  /** Forgets groups that are not among these and have not been read for long. */
  prune(groups: ReadonlySet<string>, now: number): void {
    for (const [shard, states] of this.#shards) {
      for (const [group, { read }] of states) {
        if (groups.has(group) || now - read < FORGET_MS) continue
        states.delete(group)
        this.#changed.add(shard)
      }
    }
  }

  /** Stages what has changed: it is kept once the points written before are acknowledged. */
  stage(): void {
    for (const shard of this.#changed) {
      const states = this.#shards.get(shard)
      // A copy: what is staged must not change while it waits for the sinks.
      if (states !== undefined)
        this.#state.set(this.#key(shard), Object.fromEntries(states) as unknown as Json)
    }
    this.#changed.clear()
  }

  #key(shard: number): string {
    return `${this.#prefix}/${shard.toString(16).padStart(2, '0')}`
  }
}

export function shardOf(group: string): number {
  return hash32(group) % SHARDS
}

function parseShard(kept: Json | undefined): Map<string, GroupState> {
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return new Map()
  const states = Object.entries(kept as unknown as Readonly<Record<string, WrittenState>>)
  return new Map(
    states
      .filter(([, { read, since }]) => Number.isFinite(read) && Number.isFinite(since))
      .map(([group, { carry, ...state }]) => [
        group,
        carry === undefined ? state : { pendingState: carry, ...state },
      ]),
  )
}
