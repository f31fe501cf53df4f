/** The day before the demo began, read through the usual backfill while the server runs, newest first. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Task } from '../../model/task.ts'
import type { Runner } from '../../runner/host/runner.ts'
import type { TimeWindow } from '../../script.ts'
import { formatDurationMs, formatInstant, HOUR_MS, MINUTE_MS } from '../../time.ts'
import type { CliContext } from '../context.ts'
import { number } from '../format.ts'

const DAY_HOURS = 24
/** The first run has read the last hour. Small pieces first, so that a page soon has something to show. */
const PIECE_HOURS = [2, 3, 6, 6, 6]
/** Runs of one trigger never overlap: a piece that finds the scheduled run going tries again. */
const ATTEMPTS = 20
const PAUSE_MS = 1_000

interface History {
  /** Hours back from the start that are read. */
  readonly hours: number
  readonly points: number
}

export async function fillHistory(trigger: string, runner: Runner, context: CliContext): Promise<void> {
  const { clock, signal, terminal } = context
  const began = clock().getTime()
  let history: History = { hours: 1, points: 0 }
  try {
    for (const window of pieces(began)) {
      const task = await readPiece(trigger, window, runner, context)
      if (signal.aborted) return
      if (task.status !== 'success')
        return terminal.note(`history ends early: ${task.error?.message ?? task.status}`)
      history = {
        hours: history.hours + (window.to.getTime() - window.from.getTime()) / HOUR_MS,
        points: history.points + (task.figures?.points.metric ?? 0),
      }
      terminal.write(line(history, window.from, clock().getTime() - began))
    }
  } catch (error) {
    if (!signal.aborted) terminal.note(`history ends early: ${messageOf(error)}`)
  }
}

/** Whole minutes, from the newest to the oldest. */
function pieces(now: number): TimeWindow[] {
  let to = Math.floor(now / MINUTE_MS) * MINUTE_MS - HOUR_MS
  return PIECE_HOURS.map((hours) => {
    const window = { from: new Date(to - hours * HOUR_MS), to: new Date(to) }
    to = window.from.getTime()
    return window
  })
}

async function readPiece(
  trigger: string,
  window: TimeWindow,
  runner: Runner,
  { signal }: CliContext,
): Promise<Task> {
  for (let attempt = 1; ; attempt++) {
    const { id } = await runner.execute(trigger, { requestedBy: 'demo', request: { window } })
    const task = await runner.wait(id)
    if (task.status !== 'skipped' || attempt === ATTEMPTS) return task
    await sleep(PAUSE_MS, undefined, { signal })
  }
}

/** A cell for each hour of the day, the newest at the right. */
function line({ hours, points }: History, since: Date, tookMs: number): string {
  const cells = '░'.repeat(DAY_HOURS - hours) + '█'.repeat(hours)
  const from = formatInstant(since, 'minute')
  return `  history   ${cells} ${hours} of ${DAY_HOURS} h since ${from}, ${number(points)} points, ${formatDurationMs(tookMs)}`
}
