import type { Runner } from '../runner/host/runner.ts'
import type { Home, HostContext } from './home.ts'
import type { Operations } from './operations.ts'

/** An opened home with what can be done with it. */
export interface Host extends Home, Operations {
  createRunner(): Runner
}

/** Opens the home, mends what a killed command left half-done, calls the action, and closes the home again. */
export async function withHome<T>(context: HostContext, action: (host: Host) => Promise<T>): Promise<T> {
  // loaded when a command needs a home: help and version are printed without
  const [{ openHome, runnerOf }, { operationsOf }] = await Promise.all([
    import('./home.ts'),
    import('./operations.ts'),
  ])
  const home = await openHome(context)
  try {
    const createRunner = () => runnerOf('cli', home, context)
    return await action({ ...home, ...operationsOf(home, context), createRunner })
  } finally {
    await home.close()
  }
}
