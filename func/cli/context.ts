/** What every command gets: the terminal, the clock, the home, opened on demand. */
import type { HostContext } from '../host/home.ts'
import type { Terminal } from './terminal.ts'

export interface CliContext extends HostContext {
  readonly terminal: Terminal
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  /** Sets the exit status of a command that did not throw; the first that is not 0 stays. */
  readonly exit: (status: number) => void
}
