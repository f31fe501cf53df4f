/** `funcbox doctor`: is this home sound, and if not, what is wrong and what to do. */
import type { Command } from 'commander'
import { withHome } from '../host/with-home.ts'
import type { CliContext } from './context.ts'
import { number } from './format.ts'
import { EXIT } from './show-error.ts'

export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('check the home: databases, key, script sets, startup scripts, tasks, last runs, sinks')
    .option('--json', 'print the findings as JSON')
    .action((options: { json?: boolean }) => doctor(options.json === true, context))
}

async function doctor(json: boolean, context: CliContext): Promise<void> {
  const { terminal } = context
  const { examineHome } = await import('../host/examine-home.ts')
  await withHome(context, async (home) => {
    const findings = await examineHome(home, context)
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
