/** Entry of the worker thread that checks permissions. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AccessOrder } from '../host/check-access.ts'
import { answerAccess } from './answer-access.ts'

parentPort?.postMessage(await answerAccess(workerData as AccessOrder))
