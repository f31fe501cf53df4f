/** The real standard output of the process, for a sink that writes there: what scripts print is captured. */
import { write } from 'node:fs'

const STDOUT = 1
const FULL_PIPE_PAUSE_MS = 5

type Done = (error?: Error | null) => void

export const standardOutput = {
  write(text: string, done: Done): boolean {
    writeAll(Buffer.from(text), done)
    return true
  },
}

function writeAll(bytes: Uint8Array, done: Done): void {
  write(STDOUT, bytes, (error, written) => {
    if (error?.code === 'EAGAIN') return void setTimeout(writeAll, FULL_PIPE_PAUSE_MS, bytes, done)
    if (error !== null || written === bytes.length) return done(error)
    writeAll(bytes.subarray(written), done)
  })
}
