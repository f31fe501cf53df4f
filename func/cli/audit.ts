/** Records what a command changed. */
import { type Change, recordChange } from '../audit/record-change.ts'
import type { Home } from '../host/home.ts'
import type { CliContext } from './context.ts'
import { showError } from './show-error.ts'

/** What was done stands when its entry cannot be written: the command goes on, reports it, and ends with status 1. */
export async function audit(
  change: Change,
  { store }: Pick<Home, 'store'>,
  { user, masker, terminal, exit }: CliContext,
): Promise<void> {
  try {
    const author = { name: user, kind: 'cli', requestId: null } as const
    await recordChange(change, author, { audit: store.audit, masker })
  } catch (error) {
    exit(showError(error, terminal))
  }
}
