/** The server as a process: first start, second start, refusals, check, Ctrl-C. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { mustRun, removeFolder, runCli, startCli, temporaryFolder } from '../support/cli.ts'
import { openEvents } from '../support/console/event-stream.ts'

describe('e2e/serve', function () {
  this.timeout(120_000)
  let home: string
  let server: ChildProcess | undefined

  beforeEach(() => {
    home = temporaryFolder()
  })
  afterEach(async () => {
    if (server?.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL')
      await once(server, 'exit')
    }
    removeFolder(home)
  })

  /** What it prints, up to what is waited for. */
  async function serve(until: RegExp): Promise<string> {
    server = startCli(['serve'], { home })
    let text = ''
    server.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    while (!until.test(text)) await new Promise((resolve) => setTimeout(resolve, 50))
    return text
  }

  const urlIn = (text: string) => /API on (\S+)/.exec(text)![1]!

  /** By the link, or by the token alone where the console has not been built. */
  const setUp = (text: string) => {
    const token = /first start: .*(?:#| token )(\S+)/.exec(text)![1]
    const url = urlIn(text)
    const body = JSON.stringify({ token, name: 'ada', password: 'correct horse' })
    return fetch(`${url}/api/setup`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
  }

  it('should print a link that makes the first user, end its streams at Ctrl-C, and not print it again', async () => {
    const first = await serve(/first start: .*\n/)
    const made = await setUp(first)
    expect(made.status).to.equal(201)
    const cookie = made.headers.get('set-cookie')!.split(';')[0]!
    const url = urlIn(first)
    expect((await fetch(`${url}/api/overview`, { headers: { cookie } })).status).to.equal(200)
    const events = await openEvents(`${url}/api/events`, { cookie })
    await events.next()
    server!.kill('SIGINT')
    await events.rest()
    const [status] = await once(server!, 'exit')
    expect(status).to.equal(0)

    const again = await serve(/API on .*\n/)
    const still = await fetch(`${urlIn(again)}/api/overview`, { headers: { cookie } })
    expect(still.status).to.equal(200)
    expect(again).not.to.contain('first start')
  })

  const REFUSED = [
    [['--host', '0.0.0.0'], 'FUNC_ERR_HTTP_EXPOSED'],
    [['--tls-cert', '/nowhere', '--tls-key', '/nowhere'], 'FUNC_ERR_HTTP_LISTEN'],
    [['--port', '99999'], 'FUNC_ERR_USAGE'],
  ] as const
  for (const [flags, code] of REFUSED) {
    it(`should refuse ${flags.join(' ')}`, async () => {
      const { status, stderr } = await runCli(['serve', ...flags], { home })
      expect(status).not.to.equal(0)
      expect(stderr).to.contain(code)
    })
  }

  describe('check', () => {
    let simulator: Simulator

    before(async () => {
      simulator = await startSimulator({ functions: 2, seed: 1, now: () => new Date() })
    })
    after(() => simulator.close())

    it('should report what is missing, of what is deployed and of parameters', async () => {
      await mustRun(['install', 'guance_aws_lambda'], { home })
      await deployAccount(home, { endpoint: simulator.url })
      const good = await mustRun(['check', 'prod'], { home })
      expect(good.stdout)
        .to.contain('ok      keys: arn:aws:iam::')
        .and.match(/ok +lambda:ListFunctions/)
      simulator.setFaults({ deny: ['lambda:ListFunctions'] })
      const bad = await runCli(['check', 'prod'], { home })
      simulator.setFaults({})
      expect(bad.status).to.equal(1)
      expect(bad.stdout)
        .to.match(/DENIED +lambda:ListFunctions/)
        .and.contain('"Action": [')
      const wrong = [
        '--script',
        'guance_aws_lambda',
        '--set',
        'regions=us-east-1',
        '--set',
        `endpoint=${simulator.url}`,
      ]
      const keys = ['--set', 'ak_id=AKIAWRONGWRONGWRONG0', '--set', 'ak_secret=-']
      const refused = await runCli(['check', 'new', ...wrong, ...keys], {
        home,
        input: 'wrong-secret-value\n',
      })
      expect(refused.status).to.equal(1)
      expect(refused.stdout).to.contain('FAILED  keys').and.not.contain('wrong-secret-value')
    })
  })
})
