/**
 * Memory in which all threads of a process find the budget of a name: a hash table in which a place is taken by
 * one compare-and-exchange, so that nobody has to be asked and nothing can stay locked. Places are never given up:
 * a name is an account, a region and an API, of which there are few.
 */
import { createHash } from 'node:crypto'
import { type BudgetCells, CELLS_PER_BUDGET } from './budget.ts'

/** Of the SharedArrayBuffer that threads are started with. */
export type BudgetMemory = SharedArrayBuffer

/** The hash of the name, then the cells. */
const PLACE_CELLS = 1 + CELLS_PER_BUDGET
/** All regions and APIs of some hundred accounts; the system backs only what is used. */
const PLACES = 2 ** 15
const PLACES_TRIED = 64

export function createBudgetMemory(places = PLACES): BudgetMemory {
  return new SharedArrayBuffer(places * PLACE_CELLS * 8)
}

/** The cells of a name. When there is no place left, it shares those of another: slower, but never too fast. */
export function cellsOf(memory: BudgetMemory, name: string): BudgetCells {
  const table = new BigInt64Array(memory)
  const places = table.length / PLACE_CELLS
  const hash = hashOf(name)
  const home = Number(BigInt.asUintN(32, hash)) % places
  for (let tried = 0; tried < PLACES_TRIED; tried++) {
    const at = ((home + tried) % places) * PLACE_CELLS
    const before = Atomics.compareExchange(table, at, 0n, hash)
    if (before === 0n || before === hash) return cellsAt(memory, at)
  }
  return cellsAt(memory, home * PLACE_CELLS)
}

function cellsAt(memory: BudgetMemory, at: number): BudgetCells {
  return new BigInt64Array(memory, (at + 1) * 8, CELLS_PER_BUDGET)
}

/** Never 0, which is a free place. */
function hashOf(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigInt64LE(0) | (1n << 62n)
}
