import type { FunctionHealth } from '../api/types.gen.ts'

/** Where the metrics, the configuration and the tasks of a function are shown. */
export function functionPath({ objectId, name }: Pick<FunctionHealth, 'objectId' | 'name'>): string {
  return objectId === null ? `/objects?search=${encodeURIComponent(name)}` : `/objects?object=${objectId}`
}
