/** Entry of the worker thread that rehearses a trigger; the compile cache must be on before the rest is loaded. */
import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'
import type { PlanOrder } from './types.ts'

enableCompileCache((workerData as PlanOrder).compileCache)
await import('./plan-handler.ts')
