import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { removeFolder, runCli, spawnCli, startCli, temporaryFolder } from '../../support/cli.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const SET = 'guance_aws_lambda'

describe('cli/command line', function () {
  this.timeout(60_000)
  let home: string
  let other: string
  const program = versionIn('package.json')
  const offered = versionIn(`manifests/${SET}.json`)

  beforeEach(() => {
    home = temporaryFolder()
    other = temporaryFolder()
  })
  afterEach(() => {
    removeFolder(home)
    removeFolder(other)
  })

  const run = (line: string) => runCli(line.replaceAll('OTHER', other).split(' '), { home })

  const VERSION_QUESTIONS = ['--version', '-V', '-V install guance_aws_lambda', '--home OTHER --version']
  for (const line of VERSION_QUESTIONS) {
    it(`should print its version for ${line}`, async () => {
      expect(await run(line)).to.deep.equal({ status: 0, stdout: `${program}\n`, stderr: '' })
    })
  }

  const ASKED_VERSIONS = [`--version ${offered}`, `--version=^${offered}`, `--range ${offered}`]
  for (const flags of ASKED_VERSIONS) {
    it(`should take ${flags} after install for the version of the set`, async () => {
      const { status, stdout } = await run(`install ${SET} ${flags}`)
      expect(status).to.equal(0)
      expect(stdout).to.contain(`${SET} ${offered} installed from builtin`)
    })
  }

  const REFUSED: readonly (readonly [line: string, code: string, message: string])[] = [
    [`install ${SET} --version 99.0.0`, 'FUNC_ERR_MARKET_SET_UNKNOWN', "'99.0.0'"],
    [`install ${SET} --version 1 --range 1`, 'FUNC_ERR_USAGE', 'cannot be used with'],
    [`install ${SET} --version`, 'FUNC_ERR_USAGE', 'argument missing'],
    [`install ${SET} -V`, 'FUNC_ERR_USAGE', "unknown option '-V'"],
    ['run prod --version', 'FUNC_ERR_USAGE', "unknown option '--version'"],
    ['triggers list --version', 'FUNC_ERR_USAGE', "unknown option '--version'"],
    ['triggers --version', 'FUNC_ERR_USAGE', "unknown option '--version'"],
    ['tasks list --since 2026-02-30', 'FUNC_ERR_USAGE', "--since '2026-02-30': wanted an existing ISO time"],
    ['objects --since 2026-7-4', 'FUNC_ERR_USAGE', "--since '2026-7-4': wanted an existing ISO time"],
    ['metrics --since 1w', 'FUNC_ERR_USAGE', "--since '1w': wanted an existing ISO time"],
    ['metrics --until T08:00', 'FUNC_ERR_USAGE', "--until 'T08:00': wanted an existing ISO time"],
    [
      'backfill prod --from 2026-July-4',
      'FUNC_ERR_USAGE',
      "--from '2026-July-4': wanted an existing ISO time",
    ],
    ['backfill prod --from 3d --to 24:00', 'FUNC_ERR_USAGE', "--to '24:00': wanted an existing ISO time"],
    ['backfill prod --from 1h --to 2h', 'FUNC_ERR_USAGE', 'wanted a time of the past and a later one'],
    [
      'triggers pause prod --for 2026-13-01',
      'FUNC_ERR_USAGE',
      "--for '2026-13-01': wanted an existing ISO time",
    ],
    ['triggers set prod --timeout 5', 'FUNC_ERR_USAGE', "--timeout '5': wanted a duration such as 90s"],
  ]
  for (const [line, code, message] of REFUSED) {
    it(`should refuse ${line}`, async () => {
      const { status, stdout, stderr } = await run(line)
      expect({ failed: status !== 0, stdout }).to.deep.equal({ failed: true, stdout: '' })
      expect(stderr).to.contain(`error ${code}: `).and.contain(message)
    })
  }

  for (const line of [
    'triggers list --home OTHER',
    'triggers --home OTHER list',
    '--home OTHER triggers list',
  ]) {
    it(`should take the home that is named last in --home HOME ${line}`, async () => {
      expect((await run(line)).status).to.equal(0)
      const made = [home, other].map((folder) => existsSync(join(folder, 'funcbox.db')))
      expect(made).to.deep.equal([false, true])
    })
  }

  describe('as a process', () => {
    it('should print to its standard output, and end with 0', async () => {
      const wanted = { status: 0, stdout: `${program}\n`, stderr: '' }
      expect(await spawnCli(['--version'], { home })).to.deep.equal(wanted)
    })

    it('should print errors to its standard error, and end with their status', async () => {
      const { status, stdout, stderr } = await spawnCli(['run', 'prod', '--version'], { home })
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' })
      expect(stderr).to.contain('error FUNC_ERR_USAGE: ')
    })

    it('should end with 0 when nobody reads its standard output any more', async () => {
      const child = startCli(['market', 'show', SET], { home })
      child.stdout?.destroy()
      child.stderr?.resume()
      expect(await once(child, 'exit')).to.deep.equal([0, null])
    })
  })

  function versionIn(file: string): string {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).version
  }
})
