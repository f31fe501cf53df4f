/** Entry of the worker thread that checks permissions. */
import { parentPort, workerData } from 'node:worker_threads'
import { answerAccess } from './answer-access.ts'
import type { AccessOrder } from './check-access.ts'

parentPort?.postMessage(await answerAccess(workerData as AccessOrder))
