/** The face to the person or program at the other end: standard output, prompts, secrets without echo. */
import { FuncError } from '../errors.ts'

/** What of the process the command line uses. */
export interface ProcessStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: NodeJS.WritableStream
}

export interface Terminal {
  /** A person sits there: prompts and a live progress display make sense. */
  readonly interactive: boolean
  readonly columns: number
  /** One line of result, to standard output. */
  write(line: string): void
  /** One line about the work, to standard error. */
  note(line: string): void
  /** Redraws the one status line of an interactive terminal; nothing elsewhere. */
  status(line: string): void
  ask(question: string): Promise<string>
  askSecret(question: string): Promise<string>
  /** The next line of standard input; on a terminal it is asked for without echo. */
  readSecretLine(what: string): Promise<string>
}

export function createTerminal(streams: ProcessStreams): Terminal {
  const interactive = Boolean(streams.stdin.isTTY && streams.stdout.isTTY)
  const lines = lineReader(streams.stdin)
  let statusShown = false
  const clearStatus = () => {
    if (statusShown) streams.stdout.write('\r\x1b[2K')
    statusShown = false
  }
  return {
    interactive,
    get columns() {
      return streams.stdout.columns ?? 120
    },
    write(line) {
      clearStatus()
      streams.stdout.write(`${line}\n`)
    },
    note(line) {
      clearStatus()
      streams.stderr.write(`${line}\n`)
    },
    status(line) {
      if (!streams.stdout.isTTY) return
      streams.stdout.write(`\r\x1b[2K${line.slice(0, (streams.stdout.columns ?? 120) - 1)}`)
      statusShown = line !== ''
    },
    ask,
    askSecret,
    readSecretLine: (what) => (streams.stdin.isTTY ? askSecret(what) : lines.next(what)),
  }
}

// the prompts are loaded when somebody is asked: most commands ask nothing
async function ask(question: string): Promise<string> {
  const { input } = await import('@inquirer/prompts')
  return answered(input({ message: question }))
}

async function askSecret(question: string): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return answered(password({ message: question, mask: '*' }))
}

async function answered(prompt: Promise<string>): Promise<string> {
  try {
    return await prompt
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'ExitPromptError')) throw cause
    throw new FuncError('FUNC_ERR_CANCELLED', 'Cancelled at a question; nothing was changed', { cause })
  }
}

/** Lines of a piped standard input, one at a time, so that several `-` take one line each. */
function lineReader(stdin: NodeJS.ReadableStream) {
  let rest: string[] | undefined
  return {
    async next(what: string): Promise<string> {
      rest ??= (await readAll(stdin)).split(/\r?\n/)
      const line = rest.shift()
      if (line) return line
      throw new FuncError(
        'FUNC_ERR_USAGE',
        `Cannot read ${what} from standard input: it ended, one line for each '-' is wanted`,
      )
    },
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
