/** The rehearsals of one plan: the next run, one after each gap of the schedule, and those of what-if cases. */
import type { TaskError } from '../../model/task.ts'
import { MINUTE_MS } from '../../time.ts'
import { type RehearsedState, rehearse, type Stage } from './rehearse.ts'
import type { GapRehearsal, Rehearsal, Rehearsed, Rhythm, StretchUse } from './types.ts'

/** Schedules that a plan compares with. */
const SLOWER_MS = [15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS]
const HARDLY_ANY_SETTLE = '1m'

export interface ScheduleOptions {
  readonly at: Date
  readonly rhythm: Rhythm
  /** Called with what goes on. */
  readonly onStep: (step: string) => void
}

/** The next run would fail as a whole: there is nothing to foresee. */
export class RehearsalFailed extends Error {
  override readonly name = 'RehearsalFailed'
  readonly error: TaskError

  constructor(error: TaskError) {
    super(error.message)
    this.error = error
  }
}

/** @throws RehearsalFailed */
export async function rehearseSchedule(
  { at, rhythm, onStep }: ScheduleOptions,
  stage: Stage,
): Promise<Omit<Rehearsed, 'version' | 'spent'>> {
  onStep('the next run')
  const { state, ...next } = await rehearse({ at, state: new Map() }, stage)
  if (next.error !== null && next.error.partial !== true) throw new RehearsalFailed(next.error)
  const after = async (gapMs: number, change: object = {}): Promise<Rehearsal> => {
    const { state: _, ...rehearsal } = await rehearse(
      { at: new Date(at.getTime() + gapMs), state, ...change },
      stage,
    )
    return rehearsal
  }
  const afterEach = async (gaps: readonly number[]): Promise<GapRehearsal[]> => {
    const rehearsals: GapRehearsal[] = []
    for (const gapMs of gaps) rehearsals.push({ gapMs, rehearsal: await after(gapMs) })
    return rehearsals
  }
  const gaps = rhythm.gaps.map(({ gapMs }) => gapMs)
  const usual = gaps[0] ?? 0
  onStep('the usual run')
  const usualRuns = await afterEach(gaps)
  onStep('what could be saved')
  const slower = await afterEach(SLOWER_MS.filter((gapMs) => gapMs > usual))
  const wide = await after(usual, { listing: 'everything' })
  const config = hardlySettled(stage.script.config)
  const settled = config === undefined ? undefined : await after(usual, { config })
  const functions = next.functions ?? (await countFunctions(at, stage))
  onStep('a day of runs')
  const stretch = await rehearseStretch(rhythm, state, stage)
  return { next, functions, gaps: usualRuns, slower, wide, settled, stretch }
}

/** AWS lists nothing, so that hundreds of runs take a moment. */
async function rehearseStretch({ slots }: Rhythm, first: RehearsedState, stage: Stage): Promise<StretchUse> {
  const apiCalls: Record<string, number> = {}
  const wideRuns: Record<string, number> = {}
  const add = (counts: Record<string, number>, name: string, count: number) => {
    counts[name] = (counts[name] ?? 0) + count
  }
  let state = first
  for (const at of slots) {
    const run = await rehearse({ at, state, listing: 'nothing' }, stage)
    state = run.state
    for (const [api, count] of Object.entries(run.use.apiCalls)) add(apiCalls, api, count)
    for (const [scope, { isWide }] of Object.entries(run.asked.scopes)) add(wideRuns, scope, isWide ? 1 : 0)
  }
  return { runs: slots.length, apiCalls, wideRuns }
}

/** Of a first run, where the next one goes on with what it remembers. */
async function countFunctions(at: Date, stage: Stage): Promise<number | undefined> {
  const forgetful: Stage = { ...stage, committed: async () => undefined }
  const { functions } = await rehearse({ at, state: new Map() }, forgetful)
  return functions
}

/** Of sets that read a settle window again. */
function hardlySettled(config: unknown): object | undefined {
  const has = typeof config === 'object' && config !== null && 'settle' in config
  return has ? { ...config, settle: HARDLY_ANY_SETTLE } : undefined
}
