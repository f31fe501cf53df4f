/** Whether a home is sound, and if not, what is wrong and what to do. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Trigger } from '../model/trigger.ts'
import { checkStartup } from '../runner/host/check-startup.ts'
import { deadProcesses } from '../runner/host/lease.ts'
import { thisMachine } from '../runner/host/liveness.ts'
import { readSecrets } from '../runner/task-secrets.ts'
import { checkClock } from './examine-clock.ts'
import { checkLastRuns, checkSinks, type ExaminedHome } from './examine-flow.ts'
import type { Home, HostContext } from './home.ts'

/** Empty when sound; each line says what is wrong and what to do. */
type Check = (home: ExaminedHome, context: Pick<HostContext, 'clock'>) => Promise<readonly string[]>

const CHECKS: Readonly<Record<string, Check>> = {
  'home folder': checkFolder,
  'home database': ({ store }) => store.check(),
  'point store': ({ points }) => points.check(),
  'script sets': checkSets,
  'startup scripts': checkStartups,
  tasks: checkTasks,
  'last runs': checkLastRuns,
  sinks: checkSinks,
  clock: checkClock,
}

/** By what was looked at. */
export async function examineHome(
  home: ExaminedHome,
  context: Pick<HostContext, 'clock'>,
): Promise<Record<string, readonly string[]>> {
  const findings: Record<string, readonly string[]> = {}
  for (const [name, check] of Object.entries(CHECKS)) findings[name] = await guarded(check, home, context)
  return findings
}

async function guarded(
  check: Check,
  home: ExaminedHome,
  context: Pick<HostContext, 'clock'>,
): Promise<readonly string[]> {
  try {
    return await check(home, context)
  } catch (error) {
    return [messageOf(error)]
  }
}

async function checkFolder({ folder }: Home): Promise<string[]> {
  const { mode } = await stat(folder)
  if ((mode & 0o077) === 0) return []
  return [
    `others than its owner may read '${folder}' (mode ${(mode & 0o777).toString(8)}): chmod 700 '${folder}'`,
  ]
}

async function checkSets({ installer }: Home): Promise<string[]> {
  const lines: string[] = []
  for (const set of await installer.installed()) {
    if (set.linked !== undefined) continue
    for (const { path, status } of await installer.verify(set.id)) {
      if (status === 'edited')
        lines.push(`${set.id}/${path} was edited: funcbox install ${set.id} --force restores it`)
      if (status === 'missing')
        lines.push(`${set.id}/${path} is missing: funcbox install ${set.id} restores it`)
    }
  }
  return lines
}

async function checkStartups(home: Home): Promise<string[]> {
  const triggers = await home.store.triggers.list()
  const loaded = await Promise.all(triggers.map((trigger) => checkTrigger(trigger, home)))
  const files = await readdir(join(home.folder, 'startup')).catch(() => [])
  const orphanedFiles = files
    .filter((file) => /^[^.]+\.ts$/.test(file) && !triggers.some(({ name }) => `${name}.ts` === file))
    .map(
      (file) => `startup/${file} has no trigger: deploy it again under this name with --force, or delete it`,
    )
  return [...loaded.flat(), ...orphanedFiles]
}

async function checkTrigger({ name, scriptSet }: Trigger, { folder, store }: Home): Promise<string[]> {
  const file = join(folder, 'startup', `${name}.ts`)
  try {
    const secrets = await readSecrets(store.secrets, name)
    await checkStartup({ home: folder, file, scriptSet, secrets })
    return []
  } catch (error) {
    return [`startup/${name}.ts cannot be used: ${messageOf(error)}`]
  }
}

/** Tasks of dead processes are no damage: the next run or server records them as lost. */
async function checkTasks({ store }: Home, { clock }: Pick<HostContext, 'clock'>): Promise<string[]> {
  const dead = await deadProcesses({ processes: store.processes, machine: thisMachine(), clock })
  await store.tasks.markLost(dead)
  const live = (await store.processes.list()).map(({ id }) => id)
  const orphans = (await store.tasks.running()).filter(
    ({ process }) => process === null || !live.includes(process),
  )
  return orphans.map(({ id }) => `task ${id} runs in no known process: funcbox tasks stop ${id}`)
}
