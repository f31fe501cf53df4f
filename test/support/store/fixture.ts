import type { Store } from '#func/home/types.ts'
import type { NewTask } from '#func/model/task.ts'
import type { Trigger } from '#func/model/trigger.ts'
import type { PointStore } from '#func/points/types.ts'
import type { CreateStoreHome, StoreHome } from './store-suite.ts'

export const START = Date.UTC(2024, 0, 15, 12)

export interface StoreFixture {
  readonly home: StoreHome
  readonly store: Store
  readonly points: PointStore
  /** The clock that the stores were given. */
  now: Date
}

/** A fresh home for each test, opened once, closed and removed after it. */
export function useStore(create: CreateStoreHome): StoreFixture {
  const fixture: { -readonly [K in keyof StoreFixture]?: StoreFixture[K] } = {}
  beforeEach(async () => {
    fixture.now = new Date(START)
    fixture.home = await create(() => fixture.now!)
    fixture.store = await fixture.home.openStore()
    fixture.points = await fixture.home.openPoints()
  })
  afterEach(async () => {
    await fixture.store?.close()
    await fixture.points?.close()
    await fixture.home?.remove()
  })
  return fixture as StoreFixture
}

export function newTask(change: Partial<NewTask> = {}): NewTask {
  return {
    trigger: 'prod',
    scriptSet: 'guance_aws_lambda',
    origin: 'manual',
    requestedBy: 'cli',
    plannedAt: new Date(START),
    ...change,
  }
}

export function newTrigger(change: Partial<Trigger> = {}): Trigger {
  return {
    name: 'prod',
    title: 'AWS Lambda collection (prod)',
    scriptSet: 'guance_aws_lambda',
    cron: '*/5 * * * *',
    timezone: 'UTC',
    jitterSeconds: 0,
    timeoutSeconds: 300,
    enabled: true,
    pausedUntil: null,
    generatedSha256: 'a'.repeat(64),
    generatedVersion: '1.0.0',
    parameters: { regions: ['us-east-1'], nested: { deep: [1, null, 'ü'] } },
    createdAt: new Date(START),
    updatedAt: new Date(START),
    ...change,
  }
}

/** The code of the error that the work rejects with; undefined when it resolves. */
export async function codeOfRejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return undefined
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}
