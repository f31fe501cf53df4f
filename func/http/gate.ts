/** Lets a few pieces of heavy work run at once, some wait, and refuses what is beyond. */
import { FuncError } from '../errors.ts'

/** @throws FUNC_ERR_HTTP_BUSY when too many wait already */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>

export function createGate(limits: { readonly running: number; readonly waiting: number }): Gate {
  const queue: (() => void)[] = []
  let running = 0
  const leave = (): void => {
    const next = queue.shift()
    if (next === undefined) running -= 1
    else next()
  }
  const enter = async (): Promise<void> => {
    if (running < limits.running) running += 1
    else if (queue.length < limits.waiting) await new Promise<void>((resolve) => queue.push(resolve))
    else throw new FuncError('FUNC_ERR_HTTP_BUSY', 'Cannot answer now as too many such requests are waiting')
  }
  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
