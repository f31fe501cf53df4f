/** The databases of the home as one worker thread opens them: on first use, kept for its later runs. */

import { openStore } from '../../home/store.ts'
import type { Store } from '../../home/types.ts'
import { openPointStore } from '../../points/point-store.ts'
import type { PointStore } from '../../points/types.ts'
import type { Clock } from '../../time.ts'

export interface WorkerStores {
  store(): Promise<Store>
  points(): Promise<PointStore>
}

export interface WorkerStoresOptions {
  readonly home: string
  readonly key: Uint8Array
  readonly clock: Clock
}

export function createWorkerStores({ home, key, clock }: WorkerStoresOptions): WorkerStores {
  let store: Promise<Store> | undefined
  let points: Promise<PointStore> | undefined
  return {
    store() {
      store ??= openStore({ home, key, clock })
      return store
    },
    points() {
      points ??= openPointStore({ home, clock })
      return points
    },
  }
}
