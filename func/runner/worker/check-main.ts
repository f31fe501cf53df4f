/** Entry of the worker thread that checks one startup script. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckOrder } from '../messages.ts'
import { checkStartupFile } from './check-startup-file.ts'

parentPort?.postMessage(await checkStartupFile(workerData as CheckOrder))
