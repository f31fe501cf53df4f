import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { type CliOptions, mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'
import { type ErrorScreen, expectErrorScreen } from '../support/console/error-screen.ts'
import { takeInventory } from '../support/inspect-home.ts'
import { writeFile, writeSet } from '../support/market/market.ts'
import { freePort } from '../support/sinks/receiver.ts'

interface Refusal {
  readonly title: string
  readonly args: readonly string[]
  readonly screen: ErrorScreen
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

const SET = 'guance_aws_lambda'
const KEYS = ['--set', `ak_id=${ACCESS_KEY_ID}`, '--set', 'ak_secret=-']
const REGION = ['--set', 'regions=us-east-1']
const deploy = (name: string, ...more: readonly string[]) => ['deploy', SET, '--name', name, ...KEYS, ...more]
const usage = (code: string, ...says: readonly string[]) => ({ status: 2, code, says }) as const
const failure = (code: string, ...says: readonly string[]) => ({ status: 1, code, says }) as const

const REFUSALS: readonly Refusal[] = [
  {
    title: 'an unknown command',
    args: ['instal', SET],
    screen: usage('FUNC_ERR_USAGE', "'instal'", 'Did you mean install?', '--help'),
  },
  { title: 'an unknown option', args: ['run', 'prod', '--now'], screen: usage('FUNC_ERR_USAGE', "'--now'") },
  {
    title: 'an unknown setting of the environment',
    args: ['doctor'],
    env: { FUNCBOX_RUNNER_MEMORY_MB: 'plenty' },
    screen: usage('FUNC_ERR_SETTINGS_INVALID', 'memoryMb'),
  },
  {
    title: 'an unknown set',
    args: ['install', 'guance_aws_lamda'],
    screen: failure('FUNC_ERR_MARKET_SET_UNKNOWN', "'guance_aws_lamda'", 'funcbox market list'),
  },
  {
    title: 'to deploy a set that is not installed',
    args: ['deploy', 'guance_aws_sqs', '--name', 'queues', ...REGION],
    screen: failure('FUNC_ERR_MARKET_NOT_INSTALLED', "'guance_aws_sqs'", 'funcbox install'),
  },
  {
    title: 'to deploy without a name',
    args: ['deploy', SET, ...REGION],
    screen: usage('FUNC_ERR_USAGE', '--name prod'),
  },
  {
    title: 'to deploy under a wrong name',
    args: deploy('Prod!', ...REGION),
    screen: usage('FUNC_ERR_DEPLOY_NAME_INVALID', "'Prod!'", 'lower-case'),
  },
  {
    title: 'an unknown parameter',
    args: deploy('other', '--set', 'regoins=us-east-1', ...REGION),
    screen: usage('FUNC_ERR_PARAMETER_INVALID', 'regoins', 'did you mean regions?'),
  },
  {
    title: 'a missing parameter',
    args: deploy('other'),
    screen: usage('FUNC_ERR_PARAMETER_INVALID', 'regions', 'is missing'),
  },
  {
    title: 'a bad parameter of a startup script that exists',
    args: ['deploy', SET, '--name', 'prod', '--set', 'regions=everywhere'],
    screen: usage('FUNC_ERR_PARAMETER_INVALID', 'everywhere', 'eu-west-1'),
  },
  {
    title: 'a bad cron expression',
    args: deploy('other', ...REGION, '--cron', '61 * * * *'),
    screen: usage('FUNC_ERR_CRON_INVALID', "'61 * * * *'", 'five fields'),
  },
  {
    title: 'a bad time zone of a trigger that exists',
    args: ['triggers', 'set', 'prod', '--timezone', 'Europe/Atlantis'],
    screen: usage('FUNC_ERR_CRON_INVALID', 'Europe/Atlantis', 'IANA'),
  },
  {
    title: 'a secret that standard input does not hold',
    args: deploy('other', ...REGION),
    input: '',
    screen: usage('FUNC_ERR_USAGE', 'ak_secret', 'standard input'),
  },
  {
    title: 'an unknown trigger',
    args: ['run', 'prd'],
    screen: failure('FUNC_ERR_TRIGGER_UNKNOWN', "'prd'", 'funcbox triggers list'),
  },
  {
    title: 'an unknown task',
    args: ['tasks', 'log', 't-0'],
    screen: failure('FUNC_ERR_TASK_UNKNOWN', "'t-0'", 'funcbox tasks list'),
  },
  {
    title: 'to remove a set that is in use',
    args: ['uninstall', SET],
    screen: failure('FUNC_ERR_MARKET_IN_USE', 'prod'),
  },
  {
    title: 'an unknown type of sink',
    args: ['sinks', 'add', 'out', '--type', 'influx'],
    screen: usage('FUNC_ERR_SINK_TYPE_UNKNOWN', "'influx'", 'influxdb'),
  },
  {
    title: 'a sink whose receiver does not answer',
    args: ['sinks', 'add', 'out', '--type', 'datakit', '--set', 'url=http://127.0.0.1:1'],
    screen: failure('FUNC_ERR_SINK_CHECK_FAILED', '127.0.0.1:1', '--no-check'),
  },
]

describe('commands that are refused', function () {
  this.timeout(240_000)
  const folders: string[] = []
  let template: string
  let home: string

  before(async () => {
    template = temporaryFolder()
    await mustRun(['install', SET], { home: template })
    await deployAccount(template, { endpoint: `http://127.0.0.1:${await freePort()}` })
  })

  beforeEach(() => {
    home = temporaryFolder()
    folders.push(home)
    cpSync(template, home, { recursive: true })
  })

  after(() => {
    for (const folder of [template, ...folders]) removeFolder(folder)
  })

  async function expectRefusal({
    args,
    input = `${SECRET_ACCESS_KEY}\n`,
    env,
    screen,
  }: Omit<Refusal, 'title'>) {
    const before = await takeInventory(home)
    const options: CliOptions = { home, input, ...(env === undefined ? {} : { env }) }
    expectErrorScreen(await runCli(args, options), screen)
    expect(await takeInventory(home)).to.deep.equal(before)
  }

  for (const { title, ...refusal } of REFUSALS) {
    it(`should refuse ${title} and change nothing`, () => expectRefusal(refusal))
  }

  it('should deploy what was refused, once it is corrected', async () => {
    await expectRefusal({
      args: deploy('other', ...REGION, '--cron', '61 * * * *'),
      screen: usage('FUNC_ERR_CRON_INVALID'),
    })
    await mustRun(deploy('other', ...REGION, '--cron', '1 * * * *'), {
      home,
      input: `${SECRET_ACCESS_KEY}\n`,
    })
    const { triggers, files } = await takeInventory(home)
    expect(triggers.map(({ name }) => name)).to.have.members(['prod', 'other'])
    expect(files.some((file) => file.startsWith('startup/other.ts'))).to.equal(true)
  })

  describe('at installing from a market folder', () => {
    let market: string

    beforeEach(() => {
      market = temporaryFolder()
      folders.push(market)
      writeSet(market, { id: 'base', library: true })
      writeSet(market, { id: 'extra', requires: { base: '^1.0.0' } })
    })

    const faults: readonly (readonly [title: string, damage: () => void, screen: ErrorScreen])[] = [
      [
        'a manifest that is no JSON',
        () => writeFile(join(market, 'manifests', 'extra.json'), '{ "id": "extra", '),
        failure('FUNC_ERR_MARKET_MANIFEST_INVALID', 'extra.json', 'JSON'),
      ],
      [
        'a manifest without version and files',
        () => writeFile(join(market, 'manifests', 'extra.json'), '{ "id": "extra" }'),
        failure('FUNC_ERR_MARKET_MANIFEST_INVALID', 'version: is missing', 'files: is missing'),
      ],
      [
        'a file that is not the one of the manifest',
        () => writeFile(join(market, 'scripts', 'extra', 'main.ts'), 'export const run = () => fetch("…")\n'),
        failure('FUNC_ERR_MARKET_DIGEST_MISMATCH', 'main.ts', 'wanted', 'got'),
      ],
      [
        'a changed file of a required set',
        () => writeFile(join(market, 'scripts', 'base', 'main.ts'), 'export {}\n'),
        failure('FUNC_ERR_MARKET_DIGEST_MISMATCH', 'base', 'main.ts'),
      ],
    ]

    it('should pass over a folder that is gone, and say so', async () => {
      const gone = join(market, 'gone')
      const env = { FUNCBOX_MARKET_FOLDERS: `${gone},${market}` }
      for (const args of [
        ['market', 'list'],
        ['install', 'extra'],
        ['upgrade', 'extra'],
      ]) {
        const { stdout, stderr } = await mustRun(args, { home, env })
        expect(stdout).to.contain('extra').and.contain(market)
        expect(stderr).to.contain('left out a source:').and.contain(gone)
      }
      const screen = failure('FUNC_ERR_MARKET_SOURCE_INVALID', gone)
      await expectRefusal({ args: ['install', 'extra', '--source', gone], env, screen })
    })

    for (const [title, damage, screen] of faults) {
      it(`should refuse ${title}, and install it once it is mended`, async () => {
        const env = { FUNCBOX_MARKET_FOLDERS: market }
        damage()
        await expectRefusal({ args: ['install', 'extra'], env, screen })
        writeSet(market, { id: 'base', library: true })
        writeSet(market, { id: 'extra', requires: { base: '^1.0.0' } })
        await mustRun(['install', 'extra'], { home, env })
        const installed = readFileSync(join(home, 'scripts', 'extra', 'main.ts'), 'utf8')
        expect(installed).to.equal(readFileSync(join(market, 'scripts', 'extra', 'main.ts'), 'utf8'))
      })
    }
  })
})
