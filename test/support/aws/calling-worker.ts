/** A worker thread that makes calls, as many at once as it can, when it is asked to begin, and reports what they took and when it sent them. */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import type { FinalizeRequestMiddleware } from '@smithy/types'
import { createAwsClients } from '#func/aws/clients.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'

const { budgetMemory, endpoint, calls } = workerData as {
  readonly budgetMemory: SharedArrayBuffer
  readonly endpoint: string
  readonly calls: number
}
const aws = createAwsClients({ now: Date.now, budgetMemory })
const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint }
const cloudwatch = aws.cloudwatch({ account, region: 'us-east-1' })
const sent: number[] = []
const noteTime: FinalizeRequestMiddleware<object, object> = (next) => (args) => {
  sent.push(Number(process.hrtime.bigint() / 1000n) / 1000)
  return next(args)
}
cloudwatch.middlewareStack.addRelativeTo(noteTime as never, {
  relation: 'after',
  toMiddleware: 'funcboxAttempt',
})
parentPort?.postMessage('ready')
if (parentPort !== null) await once(parentPort, 'message')
await Promise.all(Array.from({ length: calls }, () => cloudwatch.listMetrics({ MetricName: 'none' })))
parentPort?.postMessage({ ...aws.usage(), sent })
aws.close()
