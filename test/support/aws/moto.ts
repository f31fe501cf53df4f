/** Moto, an emulator of AWS that we did not write, as a process of its own. */
import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram, lacking, pythonWith } from '../requirement.ts'
import { freePort } from '../sinks/receiver.ts'

const PACKAGES = ['moto[server]==5.2.5']

export interface Moto {
  readonly endpoint: string
  /** Runs a program of Python that has boto3. @returns What it printed. */
  python(args: readonly string[]): Promise<string>
  close(): void
}

/** Skips the running test or suite where there is no moto. */
export async function startMoto(context: Mocha.Context): Promise<Moto> {
  if (findProgram('python3') === undefined) lacking(context, 'python3, for moto')
  const python = await pythonWith(PACKAGES).catch((error: Error) =>
    lacking(context, `a Python virtual environment with moto (${error.message.split('\n')[0]})`),
  )
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  await answering(endpoint)
  return {
    endpoint,
    async python(args) {
      const { stdout } = await promisify(execFile)(python, [...args], { maxBuffer: 1e8 })
      return stdout
    },
    close: () => server.kill('SIGKILL'),
  }
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const ok = await fetch(url).then(
      () => true,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`No answer from ${url}`)
}
