/** Each part of a benchmark has its own process, so that its CPU time and memory are its own. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** As the product does: once compiled, modules need neither TypeScript nor its memory. */
const COMPILED = join(tmpdir(), 'funcbox-bench-compiled')

/** Runs a file of this folder with a job, and resolves with what it answers. */
export async function runChild<Result>(
  file: string,
  job: object,
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const child = startChild(file, job, nodeOptions)
  let result: Result | undefined
  child.on('message', (message: Result) => {
    result = message
  })
  const [code] = await once(child, 'exit')
  if (code !== 0 || result === undefined) throw new Error(`${file} ended with ${code}`)
  return result
}

export function startChild(file: string, job: object, nodeOptions: readonly string[] = []) {
  return fork(join(import.meta.dirname, file), [JSON.stringify(job)], {
    execArgv: [...nodeOptions],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Inside a child: the job it was given. */
export function readJob<Job>(): Job {
  return JSON.parse(process.argv[2] ?? '{}') as Job
}

/** Inside a child: answers, and lets the process end. */
export function answer(result: object): void {
  process.send?.(result, () => process.disconnect?.())
}
