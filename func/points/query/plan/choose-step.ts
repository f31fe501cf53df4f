import { DAY_MS, MINUTE_MS } from '../../../time.ts'

const USUAL = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS)

/** The smallest usual step, at least a minute, that cuts the window into at most so many. */
export function chooseStep(from: number, to: number, points: number): number {
  const usual = USUAL.find((step) => stepsOf(from, to, step) <= points)
  return usual ?? Math.ceil((to - from) / Math.max(1, points - 1) / DAY_MS) * DAY_MS
}

/** Steps that the window has once it is widened to whole ones. */
export function stepsOf(from: number, to: number, step: number): number {
  return Math.ceil(to / step) - Math.floor(from / step)
}
