/** What of chunks, or of their roll-ups, a metrics query is made of, and how it is decoded. */
import { MINUTE_MS } from '../../../time.ts'
import { decodeCells } from '../../cells-codec.ts'
import { MINUTES, ROLLUP_MS, ROLLUPS, SERIES_PER_GROUP } from '../../chunk-layout.ts'
import { rollupKind, weightField } from '../../field-aggregation.ts'
import { weigh } from '../../rollup.ts'
import type { Source, Window } from '../plan/metrics-plan.ts'

/** Minutes, or five minutes where the roll-up holds just what is asked for. */
export interface Grain {
  readonly ms: number
  readonly cells: number
}

/** What of the chunks a source is made of. */
export interface Reading {
  readonly kind: 'rollups' | 'weighedRollups' | 'cells' | 'weighedCells'
  readonly field: number
  /** The field that weighs, of `weighedCells`. */
  readonly weight?: number
  /** Values times their weights, and weights. */
  readonly isWeighed: boolean
  readonly grain: Grain
}

/** Undefined where no such field was ever written. */
export function planReading(
  { field, aggregation, weight }: Source,
  window: Window,
  fieldId: (name: string) => number | undefined,
): Reading | undefined {
  const id = fieldId(field)
  if (id === undefined) return undefined
  const isWeighed = aggregation === 'avg'
  if (fitsRollups(window) && isRolledUp(field, aggregation, weight)) {
    const grain = { ms: ROLLUP_MS, cells: ROLLUPS }
    return { kind: isWeighed ? 'weighedRollups' : 'rollups', field: id, isWeighed, grain }
  }
  const weightId = weight === undefined ? undefined : fieldId(weight)
  const minutes = { field: id, isWeighed, grain: { ms: MINUTE_MS, cells: MINUTES } }
  return weightId === undefined
    ? { kind: 'cells', ...minutes }
    : { kind: 'weighedCells', weight: weightId, ...minutes }
}

/** Roll-ups of averages hold sums of value times weight: plain sums where all weights are 1. */
function isRolledUp(field: string, aggregation: Source['aggregation'], weight: string | undefined): boolean {
  const kind = rollupKind(field)
  if (aggregation === kind) return weight === undefined || weight === weightField(field)
  return aggregation === 'sum' && kind === 'avg' && weightField(field) === undefined
}

function fitsRollups({ from, step }: Window): boolean {
  return from % ROLLUP_MS === 0 && step % ROLLUP_MS === 0
}

/** One chunk at a time, as cells by series and time; NaN where there is none. */
export interface Decoder {
  readonly values: Float64Array
  /** Where the reading is weighed. */
  readonly weights: Float64Array
  /** Fills values and weights. */
  decode(chunk: ChunkRow): void
}

export function createDecoder({ kind, isWeighed, grain }: Reading): Decoder {
  const values = new Float64Array(SERIES_PER_GROUP * grain.cells)
  const weights = new Float64Array(SERIES_PER_GROUP * grain.cells)

  function decode([, ofValues, ofWeights]: ChunkRow): void {
    decodeCells(ofValues, grain.cells, values)
    if (!isWeighed) return
    if (ofWeights === null) weights.fill(Number.NaN)
    else decodeCells(ofWeights, grain.cells, weights)
    if (kind === 'cells' || kind === 'weighedCells') weigh(values, weights)
  }

  return { values, weights, decode }
}

export type ChunkRow = readonly [
  group: number,
  values: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer> | null,
]
