/** Emulators of AWS that we did not write, as processes of their own. */
import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram, lacking, pythonWith } from '../requirement.ts'
import { freePort } from '../sinks/receiver.ts'

interface Emulator {
  readonly packages: readonly string[]
  readonly args: (port: number) => readonly string[]
  readonly env?: (port: number) => Readonly<Record<string, string>>
}

const EMULATORS = {
  moto: {
    packages: ['moto[server]==5.2.5'],
    args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
  },
  ministack: {
    packages: ['ministack==1.5.33', 'boto3'],
    args: () => ['-c', 'from ministack.app import main; main()'],
    env: (port) => ({ GATEWAY_PORT: String(port), MINISTACK_ACCOUNT_ID: '123456789012' }),
  },
} as const satisfies Record<string, Emulator>

export interface Moto {
  readonly endpoint: string
  /** Runs a program of Python that has boto3. @returns What it printed. */
  python(args: readonly string[]): Promise<string>
  close(): void
}

export function startMoto(context: Mocha.Context): Promise<Moto> {
  return startEmulator('moto', context)
}

/** Skips the running test or suite where it cannot be had. */
export async function startEmulator(name: keyof typeof EMULATORS, context: Mocha.Context): Promise<Moto> {
  const emulator: Emulator = EMULATORS[name]
  if (findProgram('python3') === undefined) lacking(context, `python3, for ${name}`)
  const python = await pythonWith(emulator.packages).catch((error: Error) =>
    lacking(context, `a Python virtual environment with ${name} (${error.message.split('\n')[0]})`),
  )
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const env = { ...process.env, ...emulator.env?.(port) }
  const server = spawn(python, [...emulator.args(port)], { stdio: 'ignore', env })
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
