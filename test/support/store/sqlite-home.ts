import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '#func/home/store.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { CreateStoreHome } from './store-suite.ts'

export const KEY = new Uint8Array(32).fill(7)

export function makeHome(): string {
  return mkdtempSync(join(tmpdir(), 'funcbox-store-'))
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true })
}

/** The embedded store in a temporary home. */
export const createSqliteHome: CreateStoreHome = async (clock) => {
  const home = makeHome()
  return {
    openStore: () => openStore({ home, key: KEY, clock }),
    openPoints: () => openPointStore({ home, clock }),
    openQueries: () => openPointQueries({ home }),
    remove: async () => removeHome(home),
  }
}
