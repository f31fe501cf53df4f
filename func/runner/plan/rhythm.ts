/** How often a schedule comes due. Pure; the time is passed in. */
import { DAY_MS, HOUR_MS } from '../../time.ts'
import { nextSlot, type TriggerTimes } from '../host/schedule.ts'
import type { Rhythm } from './types.ts'

/** A twelfth of a year. */
export const MONTH_DAYS = 365.25 / 12
/** The longest of these that few enough slots fill: a year for monthly schedules, a week for every five minutes. */
const SPANS_MS = [365 * DAY_MS, 28 * DAY_MS, 7 * DAY_MS, DAY_MS, HOUR_MS, HOUR_MS / 6]
const MOST_SLOTS = 2100
const MOST_GAPS = 4
/** What comes once a day, give or take a tenth, comes in it once. */
const STRETCH_MS = 27 * HOUR_MS
const MOST_REHEARSED = 2000
const FEWEST_REHEARSED = 2

export function rhythmOf(times: TriggerTimes, now: Date): Rhythm {
  const slots = slotsAfter(times, now)
  const first = slots[0]?.getTime() ?? now.getTime()
  const last = slots.at(-1)?.getTime() ?? first
  const isWhole = slots.length < MOST_SLOTS
  const span = SPANS_MS.find((ms) => isWhole || first + ms <= last) ?? last - first
  const counted = slots.filter((slot) => slot.getTime() < first + span)
  const runsPerDay = (counted.length * DAY_MS) / span
  return { runsPerDay, gaps: gapsOf(slots.slice(0, counted.length + 1), runsPerDay), slots: stretchOf(slots) }
}

function slotsAfter(times: TriggerTimes, now: Date): Date[] {
  const slots: Date[] = []
  const end = now.getTime() + 2 * (SPANS_MS[0] ?? 0)
  let slot = nextSlot(times, now)
  while (slot !== undefined && slot.getTime() < end && slots.length < MOST_SLOTS) {
    slots.push(slot)
    slot = nextSlot(times, slot)
  }
  return slots
}

/** Those beyond the most frequent ones count as the most frequent. */
function gapsOf(slots: readonly Date[], runsPerDay: number): Rhythm['gaps'] {
  const gaps = slots.slice(1).map((slot, index) => slot.getTime() - (slots[index]?.getTime() ?? 0))
  const counts = [...Map.groupBy(gaps, (gapMs) => gapMs)].map(([gapMs, { length }]) => ({ gapMs, length }))
  const [usual, ...others] = counts.toSorted((a, b) => b.length - a.length).slice(0, MOST_GAPS)
  if (usual === undefined) return [{ gapMs: DAY_MS, perDay: runsPerDay }]
  const rest = others.map(({ gapMs, length }) => ({ gapMs, perDay: (runsPerDay * length) / gaps.length }))
  const left = rest.reduce((sum, { perDay }) => sum - perDay, runsPerDay)
  return [{ gapMs: usual.gapMs, perDay: left }, ...rest]
}

function stretchOf(slots: readonly Date[]): Date[] {
  const end = (slots[0]?.getTime() ?? 0) + STRETCH_MS
  const within = slots.filter((slot) => slot.getTime() < end).length
  return slots.slice(0, Math.min(MOST_REHEARSED, Math.max(FEWEST_REHEARSED, within)))
}
