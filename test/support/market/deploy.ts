/** A home with a real store, an installed set, and deploys that are checked by loading the file. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import { createInstaller } from '#func/market/install.ts'
import { readInstalled } from '#func/market/installed.ts'
import { parseConfig } from '#func/market/manifest.ts'
import { folderSource } from '#func/market/source.ts'
import type { StartupModule } from '#func/script.ts'
import { type DeployOptions, recoverDeploys } from '#func/startup-scripts/deploy.ts'

export interface DeployHome {
  readonly options: DeployOptions
  recover(): Promise<void>
  close(): Promise<void>
}

let loads = 0

/** Opens a home whose sets come from the given market folder. */
export async function openDeployHome(
  home: string,
  market: string,
  step?: (name: string) => void,
): Promise<DeployHome> {
  let now = Date.parse('2026-01-02T03:04:05Z')
  const clock = () => new Date(now++)
  const store = await openStore({ home, key: loadKey({ home }), clock })
  const installer = createInstaller({
    home,
    sources: [folderSource('test', market)],
    engineVersion: '0.1.0',
    clock,
  })
  const options: DeployOptions = {
    home,
    installer,
    store,
    clock,
    verify: (file, secrets, set) => verify(home, file, secrets, set),
    ...(step && { step }),
  }
  return {
    options,
    recover: () => recoverDeploys({ home, triggers: store.triggers }),
    close: () => store.close(),
  }
}

export async function loadStartup(file: string): Promise<StartupModule> {
  return (await import(`${pathToFileURL(file).href}?load=${loads++}`)) as StartupModule
}

async function verify(
  home: string,
  file: string,
  secrets: Readonly<Record<string, string>>,
  set: string,
): Promise<unknown> {
  const { config } = await loadStartup(file)
  const { manifest } = await readInstalled(home, set)
  return parseConfig(
    manifest,
    config((name) => secrets[name] ?? fail(`no secret ${name}`)),
  )
}

function fail(message: string): never {
  throw new Error(message)
}

export function startupPath(home: string, name: string): string {
  return join(home, 'startup', `${name}.ts`)
}
