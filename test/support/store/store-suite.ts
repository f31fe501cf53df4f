/** What every store must do, whatever database is below it. */
import type { Store } from '#func/home/types.ts'
import type { PointQueries, PointStore } from '#func/points/types.ts'
import type { Clock } from '#func/time.ts'
import { accessSuite } from './access-suite.ts'
import { pointsSuite } from './points-suite.ts'
import { queriesSuite } from './queries-suite.ts'
import { recordsSuite } from './records-suite.ts'
import { taskLogSuite } from './task-log-suite.ts'
import { tasksSuite } from './tasks-suite.ts'

/** One set of databases. Each call opens it once more, as another process would. */
export interface StoreHome {
  openStore(): Promise<Store>
  openPoints(): Promise<PointStore>
  openQueries(): PointQueries
  remove(): Promise<void>
}

export type CreateStoreHome = (clock: Clock) => Promise<StoreHome>

export function storeSuite(name: string, create: CreateStoreHome): void {
  describe(`${name}: store suite`, () => {
    describe('records', () => recordsSuite(create))
    describe('access', () => accessSuite(create))
    describe('tasks', () => tasksSuite(create))
    describe('task logs', () => taskLogSuite(create))
    describe('points', () => pointsSuite(create))
    describe('queries', () => queriesSuite(create))
  })
}
