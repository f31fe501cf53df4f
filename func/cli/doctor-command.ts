/** `funcbox doctor`: is this home sound, and if not, what is wrong and what to do. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { messageOf } from '../errors.ts'
import { type Home, withHome } from '../host/home.ts'
import type { Trigger } from '../model/trigger.ts'
import { checkStartup } from '../runner/host/check-startup.ts'
import { deadProcesses } from '../runner/host/lease.ts'
import { thisMachine } from '../runner/host/liveness.ts'
import { readSecrets } from '../runner/task-secrets.ts'
import type { CliContext } from './context.ts'
import { number } from './format.ts'
import { EXIT } from './show-error.ts'

/** Empty when sound; each line says what is wrong and what to do. */
type Check = (home: Home, context: CliContext) => Promise<readonly string[]>

const CHECKS: Readonly<Record<string, Check>> = {
  'home folder': checkFolder,
  'home database': ({ store }) => store.check(),
  'point store': ({ points }) => points.check(),
  'script sets': checkSets,
  'startup scripts': checkStartups,
  tasks: checkTasks,
}

export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('check the home: databases, key, script sets, startup scripts, tasks')
    .option('--json', 'print the findings as JSON')
    .action((options: { json?: boolean }) => doctor(options.json === true, context))
}

async function doctor(json: boolean, context: CliContext): Promise<void> {
  const { terminal } = context
  await withHome(context, async (home) => {
    const findings: Record<string, readonly string[]> = {}
    for (const [name, check] of Object.entries(CHECKS)) findings[name] = await guarded(check, home, context)
    const problems = Object.values(findings).flat().length
    if (problems > 0) context.exit(EXIT.failed)
    if (json)
      return terminal.write(JSON.stringify({ home: home.folder, sound: problems === 0, findings }, null, 2))
    for (const [name, lines] of Object.entries(findings)) {
      terminal.write(`${lines.length === 0 ? 'ok    ' : 'WRONG '} ${name}`)
      for (const line of lines) terminal.write(`         ${line}`)
    }
    const counts = await home.points.counts()
    terminal.write(
      `${number(counts.objects)} objects, ${number(counts.points)} points in ${number(counts.series)} series`,
    )
    terminal.write(
      problems === 0
        ? `${home.folder} is sound`
        : `${number(problems)} ${problems === 1 ? 'finding' : 'findings'} in ${home.folder}`,
    )
  })
}

async function guarded(check: Check, home: Home, context: CliContext): Promise<readonly string[]> {
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
async function checkTasks({ store }: Home, { clock }: CliContext): Promise<string[]> {
  const dead = await deadProcesses({ processes: store.processes, machine: thisMachine(), clock })
  await store.tasks.markLost(dead)
  const live = (await store.processes.list()).map(({ id }) => id)
  const orphans = (await store.tasks.running()).filter(
    ({ process }) => process === null || !live.includes(process),
  )
  return orphans.map(({ id }) => `task ${id} runs in no known process: funcbox tasks stop ${id}`)
}
