import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { mutateFile, type Outcome } from './mutate-file.ts'
import { nearestTests } from './nearest-tests.ts'
import { scoreOf, scoreTable, survivorLine } from './print.ts'
import { copyTree } from './tree-copy.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const FILES = {
  'package.json': '{ "type": "module" }',
  'func/long.ts': `export function isLong(text: string): boolean {
  let length = 0
  while (length < text.length) length += 1
  return length > 3
}
export const unused = () => 1 + 1
`,
  'test/long.test.ts': `import assert from 'node:assert'
import { isLong } from '../func/long.ts'
it('should report short from long', () => assert.deepEqual(['a', 'abcde'].map(isLong), [false, true]))
`,
  'func/level.ts': `let level = 0
export function bump(): number {
  level += 1
  const now = level
  level = Math.max(level - 1, 0)
  return now > 0 ? now : 0
}
`,
  'test/level.test.ts': `import assert from 'node:assert'
import { bump } from '../func/level.ts'
it('should come back to the same level', () => assert.deepEqual([bump(), bump()], [1, 1]))
`,
  'scripts/none.ts': 'export {}\n',
}

describe('mutate', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'funcbox-mutated-'))
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(resolve(folder, path, '..'), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const mutate = async (name: 'long' | 'level', lines?: { from: number; to: number }) => {
    await using copy = await copyTree(folder)
    const file = `func/${name}.ts` as const
    const options = { root: copy.folder, file, tests: [`test/${name}.test.ts`], lines, jobs: 2 }
    const outcomes = await mutateFile({ ...options, signal: new AbortController().signal })
    expect(await readFile(join(copy.folder, file), 'utf8')).to.equal(FILES[file])
    return outcomes
  }

  const survivors = (file: string, outcomes: readonly Outcome[]) =>
    outcomes.map((outcome) => survivorLine(file, outcome)).filter((line) => line !== undefined)

  it('should name what no test notices, with its place, and what no test reaches', async () => {
    const outcomes = await mutate('long')
    expect(survivors('long.ts', outcomes)).to.deep.equal([
      'long.ts:3:10 survived (EqualityOperator): length < text.length -> length <= text.length',
      'long.ts:4:10 survived (EqualityOperator): length > 3 -> length >= 3',
      'long.ts:6:23 survived (ArrowFunction): () => 1 + 1 -> () => undefined',
      'long.ts:6:29 not reached (ArithmeticOperator): 1 + 1 -> 1 - 1',
    ])
    const score = scoreOf('long.ts', outcomes)
    expect(score).to.deep.include({ mutants: outcomes.length, survived: 4, killed: outcomes.length - 4 })
    expect(scoreTable([score]).split('\n')).to.have.lengthOf(2)
  })

  it('should end a mutant that runs in circles without waiting for its time limit', async () => {
    const outcomes = await mutate('long', { from: 3, to: 3 })
    const endless = outcomes.find(({ mutant }) => mutant.replacement === 'length -= 1')
    expect(endless?.end).to.equal('killed')
  })

  it('should not be misled by what one mutant leaves in the process to the next', async () => {
    const outcomes = await mutate('level')
    expect(survivors('level.ts', outcomes)).to.deep.equal([
      'level.ts:5:11 survived (MethodExpression): Math.max(level - 1, 0) -> Math.min(level - 1, 0)',
      'level.ts:6:10 survived (ConditionalExpression): now > 0 -> true',
      'level.ts:6:10 survived (EqualityOperator): now > 0 -> now >= 0',
    ])
  })

  it('should refuse to begin with tests that are red', async () => {
    await writeFile(
      join(folder, 'test/long.test.ts'),
      `it('should fail', () => { throw new Error('as it is') })\n`,
    )
    const error = await mutate('long').catch((thrown: Error) => thrown)
    expect(error).to.be.instanceOf(Error)
    expect((error as Error).message).to.match(/^Cannot mutate: the tests fail without a mutant\n.*as it is/s)
  })

  it('should find the tests that import a file, or else those that are nearest', async () => {
    expect(nearestTests(folder, 'func/long.ts')).to.deep.equal(['test/long.test.ts'])
    await writeFile(join(folder, 'func/longer.ts'), `import { isLong } from './long.ts'\n`)
    await writeFile(join(folder, 'test/longer.test.ts'), `import '../func/longer.ts'\n`)
    await writeFile(join(folder, 'test/a.test.ts'), `import '../func/long.ts'\n`)
    expect(nearestTests(folder, 'func/long.ts')).to.deep.equal(['test/long.test.ts', 'test/a.test.ts'])
    await rm(join(folder, 'test/a.test.ts'))
    await rm(join(folder, 'test/long.test.ts'))
    expect(nearestTests(folder, 'func/long.ts')).to.deep.equal(['test/longer.test.ts'])
    expect(nearestTests(folder, 'scripts/none.ts')).to.deep.equal([])
  })

  it('should leave nothing behind when it is interrupted', async () => {
    const file = 'scripts/guance_integration_core/windows/missing.ts'
    const before = await readFile(join(ROOT, file), 'utf8')
    const temporary = join(folder, 'temporary')
    await mkdir(temporary)
    const env = { ...process.env, TMPDIR: temporary }
    const child = spawn(process.execPath, ['test/mutate/main.ts', file], { cwd: ROOT, env })
    await once(child.stdout, 'data')
    expect(await readdir(temporary)).to.have.lengthOf(1)
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    expect(code).to.equal(1)
    expect(await readdir(temporary)).to.deep.equal([])
    expect(await readFile(join(ROOT, file), 'utf8')).to.equal(before)
  })
})
