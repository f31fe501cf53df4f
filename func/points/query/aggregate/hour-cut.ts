/** Which cells of an hour become one in its aggregate. */

import { HOUR_MS } from '../../../time.ts'
import type { Window } from '../plan/metrics-plan.ts'
import type { Grain } from '../scan/chunk-decoder.ts'

/**
 * Cells of this many at the edge of a window stay by themselves, so that the aggregate serves until the window has moved on
 * by all of them. Divides the cells of every grain.
 */
const EDGE_CELLS = 6

export interface HourCut {
  /** The same for all edges of an hour: one that moves on takes the place of the one before. */
  readonly name: 'each' | 'whole' | 'edge'
  /** First cell of each that becomes one, ascending, and the one behind the last. */
  readonly bounds: Int32Array
}

/** Cells become one where the whole hour, as far as it is in the window, belongs to one step. */
export function createCut(window: Window, grain: Grain): (block: number) => HourCut {
  const { from, step, steps } = window
  if (steps === 1 || (from % HOUR_MS === 0 && step % HOUR_MS === 0)) {
    return (block) => cutToOne(block, window, grain)
  }
  const each: HourCut = { name: 'each', bounds: range(0, grain.cells) }
  return () => each
}

function cutToOne(block: number, { from, to }: Window, { ms, cells }: Grain): HourCut {
  const start = block * HOUR_MS
  const first = Math.max(0, Math.ceil((from - start) / ms))
  const end = Math.min(cells, Math.ceil((to - start) / ms))
  if (first === 0 && end === cells) return { name: 'whole', bounds: Int32Array.of(0, cells) }
  const atFirst = first === 0 ? [0] : edgeAt(first, cells)
  const atEnd = end === cells ? [cells] : edgeAt(end, cells)
  return { name: 'edge', bounds: Int32Array.from(new Set([...atFirst, ...atEnd])) }
}

export function isSameCut(one: HourCut, other: HourCut): boolean {
  if (one.name !== 'edge' || other.name !== 'edge') return one.name === other.name
  return one.bounds.join() === other.bounds.join()
}

function edgeAt(cell: number, cells: number): Int32Array {
  const first = Math.floor(cell / EDGE_CELLS) * EDGE_CELLS
  return range(first, Math.min(cells, first + EDGE_CELLS))
}

/** Both ends included. */
function range(first: number, last: number): Int32Array {
  return Int32Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
