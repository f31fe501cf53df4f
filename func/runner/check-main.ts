/** Entry of the worker thread that checks one startup script. */
import { parentPort, workerData } from 'node:worker_threads'
import { checkStartupFile } from './check-startup-file.ts'
import type { CheckOrder } from './messages.ts'

parentPort?.postMessage(await checkStartupFile(workerData as CheckOrder))
