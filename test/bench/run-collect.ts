import { YOUNG_GENERATION_MB } from '#func/runner/host/worker.ts'
import { loadSettings } from '#func/settings.ts'
import { runChild } from './child.ts'
import type { CollectJob, CollectResult } from './collect-process.ts'

/** Collects in a process with the memory of a worker. @param folder Has no settings. */
export function runCollect(
  folder: string,
  job: CollectJob,
  nodeOptions: readonly string[] = [],
): Promise<CollectResult> {
  return runChild('collect-process.ts', job, [...memoryOptions(folder), ...nodeOptions])
}

/** Three semi-spaces make up the young generation. */
function memoryOptions(folder: string): string[] {
  const { memoryMb } = loadSettings({ home: folder, env: {} }).runner
  return [`--max-semi-space-size=${YOUNG_GENERATION_MB / 3}`, `--max-old-space-size=${memoryMb}`]
}
