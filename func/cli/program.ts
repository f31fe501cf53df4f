/** The command line: every command, and what errors and exit statuses look like. */
import { Command, CommanderError } from 'commander'
import { FuncError } from '../errors.ts'
import { addCheckCommand } from './check-command.ts'
import type { CliContext } from './context.ts'
import { addDataCommands } from './data-commands.ts'
import { addDemoCommand } from './demo/demo-command.ts'
import { addDeployCommand } from './deploy-command.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addFunctionCommands } from './function-commands.ts'
import { addLogCommands } from './log-commands.ts'
import { addMarketCommands } from './market-commands.ts'
import { addPlanCommand } from './plan-command.ts'
import { addRunCommands } from './run-commands.ts'
import { addServeCommand } from './serve-command.ts'
import { EXIT, showError } from './show-error.ts'
import { addSimulatorCommand } from './simulator-command.ts'
import { addSinkCommands } from './sink-commands.ts'
import { addTaskCommands } from './task-commands.ts'
import type { Terminal } from './terminal.ts'
import { addTriggerCommands } from './trigger-commands.ts'

export interface Program {
  readonly command: Command
  readonly status: () => number
}

export function buildProgram(options: Omit<CliContext, 'home' | 'exit' | 'note'>): Program {
  let status: number = EXIT.done
  let home: string | undefined
  const command = createRoot(options).hook('preAction', (_, action) => {
    home = homeOf(action)
  })
  const context: CliContext = {
    ...options,
    home: () => home,
    note: (line) => options.terminal.note(line),
    exit: (value) => {
      if (status === EXIT.done) status = value
    },
  }
  addMarketCommands(command, context)
  addDeployCommand(command, context)
  addPlanCommand(command, context)
  addRunCommands(command, context)
  addServeCommand(command, context)
  addCheckCommand(command, context)
  addTriggerCommands(command, context)
  addTaskCommands(command, context)
  addDataCommands(command, context)
  addFunctionCommands(command, context)
  addLogCommands(command, context)
  addSinkCommands(command, context)
  addDoctorCommand(command, context)
  addSimulatorCommand(command, context)
  addDemoCommand(command, context)
  takeHome(command)
  return { command, status: () => status }
}

/** Options before a command are the program's, those after it the command's: `install x --version 1.2` is no question. */
function createRoot({ version, terminal }: Pick<CliContext, 'version' | 'terminal'>): Command {
  return new Command('funcbox')
    .description('AWS Lambda metrics and objects in the observability backend you already use')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      // shown where every error is shown
      outputError: () => {},
    })
}

/** The home may be named before a command and after it. */
function takeHome(command: Command): void {
  command.option('--home <folder>', 'folder of the installation (FUNCBOX_HOME; default ./.funcbox)')
  for (const child of command.commands) takeHome(child)
}

/** Named twice, the one that stands last. */
function homeOf(command: Command): string | undefined {
  const { home } = command.opts<{ home?: string }>()
  return home ?? (command.parent === null ? undefined : homeOf(command.parent))
}

/** Parses the arguments, runs the command, and turns whatever it throws into an exit status. */
export async function runProgram(
  program: Program,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    await program.command.parseAsync(argv)
    return program.status()
  } catch (error) {
    return error instanceof CommanderError ? commanderStatus(error, terminal) : showError(error, terminal)
  }
}

/** Help that was asked for is done; help in place of a missing command says enough. */
function commanderStatus({ code, exitCode, message }: CommanderError, terminal: Terminal): number {
  if (exitCode === 0) return EXIT.done
  if (code === 'commander.help') return EXIT.usage
  const problem = message.replace(/^error: /, '').replace(/\s+/g, ' ')
  return showError(new FuncError('FUNC_ERR_USAGE', problem), terminal)
}
