/** Points of functions: one is well, and one has failed for half an hour and logged why. */
import { openPointStore } from '#func/points/point-store.ts'
import type { Point } from '#func/script.ts'
import { MINUTE_MS } from '#func/time.ts'

const TAGS = { account_name: 'prod', RegionId: 'eu-west-1' }
const MINUTES = 125
const FAILING_MS = 30 * MINUTE_MS

export const HEALTHY = 'listOrders'
export const FAILING = 'checkoutPayment'
export const ERROR = 'PaymentError: card processor answered 503'

/** Two hours until now, written to the store of a home, with an object for each. */
export async function writeFunctions(home: string, now = new Date()): Promise<void> {
  const newest = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS
  const store = await openPointStore({ home, clock: () => now })
  await store.write('metric', [...metricsOf(HEALTHY, newest), ...metricsOf(FAILING, newest)])
  await store.write('custom_object', [objectOf(HEALTHY, newest), objectOf(FAILING, newest)])
  await store.write('logging', [errorOf(newest)])
  await store.close()
}

function metricsOf(FunctionName: string, newest: number): Point[] {
  return Array.from({ length: MINUTES }, (_, index) => {
    const timestamp = newest - index * MINUTE_MS
    const isFailing = FunctionName === FAILING && newest - timestamp < FAILING_MS
    return {
      measurement: 'aws_lambda',
      tags: { ...TAGS, FunctionName },
      fields: { Invocations_Sum: 100, Errors_Sum: isFailing ? 40 : 0, Throttles_Sum: 0 },
      timestamp,
    }
  })
}

/** What the failing one logged a minute ago. */
function errorOf(newest: number): Point {
  const tags = { ...TAGS, FunctionName: FAILING, ExecutedVersion: '$LATEST', status: 'error' }
  const fields = { message: `${ERROR}\n    at charge (index.js:12)`, RequestId: 'c0ffee' }
  return { measurement: 'aws_lambda', tags, fields, timestamp: newest - MINUTE_MS }
}

function objectOf(name: string, timestamp: number): Point {
  const tags = { ...TAGS, name, FunctionName: name, Runtime: 'nodejs22.x' }
  return { measurement: 'aws_lambda', tags, fields: { Timeout: 3, MemorySize: 128 }, timestamp }
}
