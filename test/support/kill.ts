/** Runs a program that ends itself with SIGKILL at a given step, at every step. */
import { execFile } from 'node:child_process'
import { expect } from 'chai'

export interface KilledRun {
  readonly killed: boolean
  readonly home: string
  /** Number of the step that it died at. */
  readonly step: number
}

export interface KillOptions {
  readonly program: string
  /** Makes a fresh home for the run of this number. */
  readonly prepare: (step: number) => string
  /** Arguments of the program; it prints the number of its steps when it comes through. */
  readonly args: (home: string, step: number) => readonly string[]
}

const AT_ONCE = 4

/** One run that comes through, then one per step that it had. */
export async function killAtEveryStep(options: KillOptions): Promise<KilledRun[]> {
  const through = await runOnce(-1, options)
  expect(through.killed).to.equal(false)
  const runs = [through.run]
  for (let step = 0; step < through.steps; step += AT_ONCE) {
    const steps = Array.from({ length: Math.min(AT_ONCE, through.steps - step) }, (_, index) => step + index)
    const batch = await Promise.all(steps.map((each) => runOnce(each, options)))
    for (const { run } of batch) {
      expect(run.killed, `step ${run.step}`).to.equal(true)
      runs.push(run)
    }
  }
  return runs
}

interface Run {
  readonly run: KilledRun
  readonly killed: boolean
  readonly steps: number
}

function runOnce(step: number, { program, prepare, args }: KillOptions): Promise<Run> {
  const home = prepare(step)
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args(home, step)], (error, stdout, stderr) => {
      const killed = error?.signal === 'SIGKILL'
      if (stderr !== '' || (error && !killed)) return reject(new Error(stderr, { cause: error }))
      resolve({ run: { killed, home, step }, killed, steps: Number(stdout) })
    })
  })
}
