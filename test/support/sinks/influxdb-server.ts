/** Real receivers, started on a free port in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './receiver.ts'

export interface RealServer {
  readonly url: string
  close(): Promise<void>
}

export async function startInfluxdb(
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RealServer> {
  const [port, rpcPort] = [await freePort(), await freePort()]
  return await start(port, (folder) =>
    spawn(program, ['run'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: folder,
        INFLUXDB_REPORTING_DISABLED: 'true',
        INFLUXDB_BIND_ADDRESS: `127.0.0.1:${rpcPort}`,
        INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
        INFLUXDB_META_DIR: join(folder, 'meta'),
        INFLUXDB_DATA_DIR: join(folder, 'data'),
        INFLUXDB_DATA_WAL_DIR: join(folder, 'wal'),
        ...env,
      },
    }),
  )
}

export async function startVictoriaMetrics(program: string, ...args: readonly string[]): Promise<RealServer> {
  const port = await freePort()
  return await start(port, (folder) =>
    spawn(
      program,
      [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', ...args],
      { stdio: 'ignore' },
    ),
  )
}

async function start(port: number, run: (folder: string) => ChildProcess): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'funcbox-receiver-'))
  const child = run(folder)
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await answers(`${url}/ping`, child)
  return {
    url,
    async close() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`Server ended with status ${child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await setTimeout(50)
  }
  throw new Error(`No answer from ${url}`)
}
