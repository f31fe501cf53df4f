/** Reads the groups of one region, page by page and in turn, as long as there is time. */
import { codeOf, isDenied, messageOf } from '../../guance_integration_core/index.ts'
import type { GroupState } from '../state/ledger.ts'
import type { GroupFailures } from './group-failures.ts'
import { GroupReader } from './group-reader.ts'
import type { RegionJob } from './job.ts'
import type { LogGroup } from './log-groups.ts'
import { type Turn, Turns } from './turns.ts'

/** Pages under way: enough to use a quota of 20 a second, few enough to hold in memory. */
const PAGES_AT_ONCE = 4
/** No page is begun in the last part of the time that a run has. */
const RESERVED_SHARE = 0.25
/** How many groups are finished between two times that progress is kept. */
const GROUPS_KEPT = 50
/** How many pages of one group are read between two times that its logs are kept as written. */
const PAGES_KEPT = 25
/** What concerns one group concerns them all. */
const COMMON = /^FUNC_ERR_AWS_(CREDENTIALS|REGION)/
/** So many groups that failed, without a single page, mean that reading does not work at all. */
const MOST_FAILED = 10

/** What the run plans to read. */
export interface PlannedGroup {
  readonly group: LogGroup
  readonly state: GroupState
}

/** @throws What concerns all groups: credentials, region, network, the signal's reason. */
export async function readGroups(
  planned: readonly PlannedGroup[],
  job: RegionJob,
  failures: GroupFailures,
): Promise<void> {
  const rounds = new Rounds(planned, job, failures)
  await rounds.run()
}

class Rounds {
  readonly #job: RegionJob
  readonly #failures: GroupFailures
  readonly #turns: Turns<GroupReader>
  readonly #reserved: number
  readonly #open = new Set<GroupReader>()
  #common: { readonly error: unknown } | undefined
  #ended = 0

  constructor(planned: readonly PlannedGroup[], job: RegionJob, failures: GroupFailures) {
    this.#job = job
    this.#failures = failures
    this.#reserved = job.context.timeLeft() * RESERVED_SHARE
    this.#turns = new Turns(readersOf(planned, job))
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, () => this.#work()))
    this.#job.context.signal.throwIfAborted()
    for (const reader of this.#open) {
      await reader.keep()
      this.#job.figures.unfinished += 1
    }
    this.#job.ledger.stage()
    if (this.#common !== undefined) throw this.#common.error
  }

  async #work(): Promise<void> {
    const { context } = this.#job
    for (let turn = this.#turns.next(); turn !== undefined; turn = this.#turns.next()) {
      if (this.#common !== undefined || !this.#hasTime()) {
        return
      }
      this.#open.add(turn.item)
      try {
        await this.#readPage(turn)
      } catch (error) {
        context.signal.throwIfAborted()
        await this.#fail(turn.item, error)
      }
    }
  }

  async #readPage(turn: Turn<GroupReader>): Promise<void> {
    const reader = turn.item
    if (await reader.readPage()) {
      if (turn.pages % PAGES_KEPT === PAGES_KEPT - 1) {
        reader.keepEvents()
        this.#job.ledger.stage()
      }
      this.#turns.back(turn)
      return
    }
    await reader.keep()
    if (reader.isDone) {
      this.#job.figures.read += 1
      this.#end(reader)
      return
    }
    this.#goOn(turn)
  }

  /** A reader that has read enough was kept: another one goes on from there. */
  #goOn({ item, pages }: Turn<GroupReader>): void {
    this.#job.ledger.stage()
    this.#open.delete(item)
    const state = this.#job.ledger.get(item.group.name)
    if (state === undefined) return
    const next = new GroupReader(item.group, state, this.#job)
    this.#open.add(next)
    this.#turns.back({ item: next, pages })
  }

  async #fail(reader: GroupReader, error: unknown): Promise<void> {
    if (codeOf(error) === 'FUNC_ERR_AWS_NOT_FOUND') {
      reader.keepMissing()
      this.#job.figures.missing += 1
      this.#end(reader)
      return
    }
    const why = whyUnreadable(error)
    if (why !== undefined) {
      this.#leaveOut(reader, error, why)
      return
    }
    this.#failures.note(reader.group.name, error)
    try {
      await reader.keep()
    } catch (failure) {
      // Where points cannot be handed over, no group can go on.
      this.#common ??= { error: failure }
    }
    reader.keepFailed()
    this.#end(reader)
    const isUseless = this.#job.figures.pages === 0 && this.#failures.count >= MOST_FAILED
    if (isUseless || COMMON.test(codeOf(error))) this.#common ??= { error }
  }

  /** Reported once: nothing changes until somebody changes the group. */
  #leaveOut(reader: GroupReader, error: unknown, why: Why): void {
    const { context, figures, target } = this.#job
    const isNew = reader.keepUnreadable(why === 'class')
    figures.unreadable += 1
    this.#end(reader)
    if (!isNew) return
    const fields = {
      region: target.region,
      group: reader.group.name,
      code: codeOf(error),
      said: messageOf(error),
    }
    context.log.warn(fields, `Leaving out a log group: ${WHY[why]}`)
  }

  #end(reader: GroupReader): void {
    this.#open.delete(reader)
    this.#turns.end()
    this.#ended += 1
    this.#job.context.progress.done('log groups')
    if (this.#ended % GROUPS_KEPT === 0) this.#job.ledger.stage()
  }

  #hasTime(): boolean {
    return this.#job.context.timeLeft() >= this.#reserved
  }
}

type Why = keyof typeof WHY
const WHY = {
  class: 'AWS gives events of its class to nobody; of the Standard class it can be read',
  key: 'its key may not be used; allow kms:Decrypt on the key that the group names',
} as const

/** Undefined where another run may have more luck. */
function whyUnreadable(error: unknown): Why | undefined {
  if (codeOf(error) === 'FUNC_ERR_AWS_UNSUPPORTED') return 'class'
  return isDenied(error) && /\bkms:|ciphertext|KMS key/i.test(messageOf(error)) ? 'key' : undefined
}

function* readersOf(planned: readonly PlannedGroup[], job: RegionJob): Generator<GroupReader> {
  for (const { group, state } of planned) yield new GroupReader(group, state, job)
}
