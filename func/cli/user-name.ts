/** Who gives the commands. */
import { userInfo } from 'node:os'

/** Of the operating system; `uid 1000` where a process runs under a number that has no name, as in a container. */
export function userName(
  read: () => { readonly username: string } = userInfo,
  uid: number | undefined = process.getuid?.(),
): string {
  try {
    return read().username
  } catch {
    return `uid ${uid ?? 'unknown'}`
  }
}
