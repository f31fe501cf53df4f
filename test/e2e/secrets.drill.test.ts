import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import {
  OTHER_ACCOUNT_ID,
  OTHER_ROLE_ARN,
  ROLE_ARN,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { type EchoingAws, startEchoingAws } from '../support/aws/echoing-aws.ts'
import { assumeRole } from '../support/aws/simulated-account.ts'
import { type CliResult, removeFolder, startCli, temporaryFolder } from '../support/cli.ts'
import { LeakDetector, watchCommandLines } from '../support/leaks.ts'
import {
  type Answering,
  type ReceivedRequest,
  type Receiver,
  startReceiver,
} from '../support/sinks/receiver.ts'

/** With everything that some notation has to escape. */
const SECRET = 'Sq"7\\r/a&1%2F+<kX>=wJalrXUtnFEMI:bPxR"fi\\CY'
/** Begins with another secret: masking that one first must not bare the rest. */
const TOKEN = `FwoG"Z\\/+&%=${SECRET}XIvYXdzE'b~c\\d"e/f+g&h%i=`
/** As far as AWS takes characters in one. */
const EXTERNAL_ID = 'Ex+t=r/n,l=i:d@4711-.q/w_e+'
const DATAWAY_TOKEN = 'tkn_"b\\/&%+=é漢-4f0a9c"d\\e7'
const PASSWORD = 'Pä"s\\w/o&r%d+=漢字-kLm"9\\zQ'
const KEY_ID = 'AKIAQ7ZP4LEAKTESTX5W'
/** Spellings in which servers return what they were sent. */
const echoOf = ({ url, headers }: ReceivedRequest): string => {
  const basic = String(headers.authorization ?? '').replace('Basic ', '')
  const query = new URL(url, 'http://localhost')
  const decoded = [
    Buffer.from(basic, 'base64').toString(),
    query.searchParams.get('token'),
    decodeURIComponent(url),
  ]
  return `You sent ${url} with ${JSON.stringify(headers)}: ${decoded.join(' ')}`
}

const REPLIES: readonly (readonly [title: string, answer: Answering])[] = [
  ['401 with JSON', (request) => ({ status: 401, body: JSON.stringify({ error: echoOf(request) }) })],
  ['400 with text', (request) => ({ status: 400, body: echoOf(request) })],
  [
    '503 with JSON',
    (request) => ({ status: 503, body: JSON.stringify({ message: echoOf(request), code: echoOf(request) }) }),
  ],
]

/** What a script can do with a secret, by mistake. */
const EDITS: readonly (readonly [title: string, body: string])[] = [
  [
    'logs it in every form',
    `console.log('printed', secret); process.stderr.write(JSON.stringify({ secret }) + secret)
     const error = new Error(secret, { cause: new Error(encodeURIComponent(secret)) })
     context.log.info({ secret, [secret]: [secret], json: JSON.stringify({ secret }), error }, secret)
     context.log.warn({ url: 'http://x/?' + new URLSearchParams({ secret }) }, Buffer.from(secret).toString('base64'))
     context.log.warn({ basic: Buffer.from('user:' + secret + '!').toString('base64') }, 'Basic')`,
  ],
  ['throws it', `throw new Error('Cannot use ' + secret, { cause: secret })`],
  ['throws it bare', 'throw { secret, token }'],
  ['rejects with it, unhandled', 'void Promise.reject(new TypeError(secret)); await new Promise(() => {})'],
  ['throws it in a timer', 'setTimeout(() => { throw new RangeError(token) }); await new Promise(() => {})'],
  [
    'names a unit by it',
    `const failures = [{ unit: secret, code: token, message: encodeURIComponent(secret) }]
     throw Object.assign(new Error(token), { failures, succeeded: 0, todo: secret, code: 'FUNC_ERR_INTERNAL' })`,
  ],
]

const editedStartup = (body: string, config = '') => `
const known = { secret: '', token: '' }
export const title = 'Edited by hand'
export const schedule = { cron: '*/5 * * * *' }
export function config(env) {
  Object.assign(known, { secret: env('PROD_AK_SECRET'), token: env('PROD_SESSION_TOKEN') })
  ${config}
  return { regions: ['us-east-1'] }
}
export async function run(config, context) {
  const { secret, token } = known
  ${body}
}
`

/** Everything a person would do, with secrets that are then looked for wherever they could have got to. */
describe('secrets', function () {
  this.timeout(400_000)
  const home = temporaryFolder()
  const temp = temporaryFolder()
  const detector = new LeakDetector()
  const printed: { readonly place: string; readonly text: string }[] = []
  let simulator: Simulator
  let echoing: EchoingAws
  let refusing: EchoingAws
  let influxdb: Receiver
  let dataway: Receiver
  let session: readonly string[]

  before(async () => {
    const roles = [{ arn: ROLE_ARN }, { arn: OTHER_ROLE_ARN, externalId: EXTERNAL_ID }]
    const keys = { accessKeyId: KEY_ID, secretAccessKey: SECRET }
    simulator = await startSimulator({ functions: 2, seed: 9, now: () => new Date(), ...keys, roles })
    echoing = await startEchoingAws(simulator.url)
    refusing = await startEchoingAws(undefined)
    influxdb = await startReceiver(() => ({ status: 204 }))
    dataway = await startReceiver(() => ({ status: 200 }))
    const { keyId, secret, token } = await assumeRole(simulator.url, { keyId: KEY_ID, secret: SECRET })
    session = [keyId, secret, token]
    const values = { KEY_ID, SECRET, TOKEN, EXTERNAL_ID, DATAWAY_TOKEN, PASSWORD, keyId, secret, token }
    for (const [name, value] of Object.entries(values)) detector.add(name, value)
  })

  after(async () => {
    await Promise.all([simulator, echoing, refusing, influxdb, dataway].map((server) => server.close()))
    removeFolder(home)
    removeFolder(temp)
  })

  afterEach('nothing has leaked', () => {
    for (const token of echoing.tokens) detector.add('token of the assumed role', token)
    const leaks = printed.splice(0).flatMap(({ place, text }) => detector.search(place, text))
    expect([...leaks, ...detector.searchFolder(home), ...detector.searchFolder(temp)]).to.deep.equal([])
  })

  /** Runs a command, and keeps what it printed and its command lines. */
  async function cli(args: readonly string[], lines: readonly string[] = []): Promise<CliResult> {
    const input = lines.map((line) => `${line}\n`).join('')
    const child = startCli(args, { home, input, env: { TMPDIR: temp } })
    const watch = watchCommandLines(child.pid ?? 0)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    const [status] = (await once(child, 'close')) as [number | null]
    const all = { ...output, 'command lines': watch.stop() }
    expect(all['command lines']).to.include(args[0])
    for (const [name, text] of Object.entries(all))
      printed.push({ place: `${name} of ${args.join(' ')}`, text })
    return { status, ...output }
  }

  async function must(args: readonly string[], lines: readonly string[] = []): Promise<CliResult> {
    const result = await cli(args, lines)
    expect(result.status, `${args.join(' ')}\n${result.stdout}\n${result.stderr}`).to.equal(0)
    return result
  }

  function deploy(endpoint: string, keys: readonly string[], name = 'prod'): Promise<CliResult> {
    const secrets = ['ak_id=-', 'ak_secret=-', 'session_token=-', 'external_id=-']
    const set = [...secrets, `role_arn=${OTHER_ROLE_ARN}`, `endpoint=${endpoint}`, 'regions=us-east-1']
    const flags = set.flatMap((pair) => ['--set', pair])
    return must(['deploy', 'guance_aws_lambda', '--name', name, '--force', ...flags], [...keys, EXTERNAL_ID])
  }

  /** Runs into a failure whose log has something masked. */
  async function failedRun(name = 'prod'): Promise<void> {
    const { status, stdout } = await cli(['run', name])
    expect(status, stdout).to.equal(1)
    expect(stdout).to.include('***')
  }

  /** What is kept of the latest run, as every command shows it. */
  async function lookBack(): Promise<void> {
    const [task] = JSON.parse((await must(['tasks', 'list', '--limit', '1', '--json'])).stdout) as {
      id: string
    }[]
    for (const args of [['show'], ['show', '--json'], ['log'], ['log', '--json']]) {
      const { stdout, stderr } = await must(['tasks', args[0]!, task!.id, ...args.slice(1)])
      expect(stdout + stderr).to.include('***')
    }
  }

  it('should not leak when all goes well', async () => {
    await must(['install', 'guance_aws_lambda'])
    await deploy(simulator.url, session)
    await must(['deploy', 'guance_aws_lambda', '--name', 'prod', '--set', 'account_name=again'])
    const influx = [`url=${influxdb.url}`, 'database=d', 'user=collector', 'password=-', 'maxAttempts=2']
    const guance = [`url=${dataway.url}`, 'token=-', 'maxAttempts=2']
    const set = (options: readonly string[]) => options.flatMap((option) => ['--set', option])
    await must(['sinks', 'add', 'influx', '--type', 'influxdb', ...set(influx)], [PASSWORD])
    await must(['sinks', 'add', 'guance', '--type', 'dataway', ...set(guance)], [DATAWAY_TOKEN])
    await must(['run', 'prod'])
    for (const command of [
      'triggers list --json',
      'sinks list --json',
      'sinks check',
      'doctor',
      'doctor --json',
    ]) {
      await must(command.split(' '))
    }
    expect(
      simulator.requests().some(({ account, status }) => account === OTHER_ACCOUNT_ID && status === 200),
    ).to.equal(true)
    const basic = Buffer.from(`collector:${PASSWORD}`).toString('base64')
    expect(influxdb.requests.at(-1)?.headers.authorization).to.equal(`Basic ${basic}`)
    expect(new URL(dataway.requests.at(-1)?.url ?? '', 'http://x').href).to.include('tkn_')
  })

  it('should not leak when a run is killed', async () => {
    simulator.setFaults({ latencyMs: 200 })
    simulator.resetCounters()
    const child = startCli(['run', 'prod'], { home, env: { TMPDIR: temp } })
    while (simulator.requests().length < 2) await sleep(10)
    child.kill('SIGKILL')
    await once(child, 'close')
    simulator.setFaults({})
    expect(statSync(join(home, 'funcbox.db-wal')).size).to.be.greaterThan(0)
  })

  it('should not leak when AWS repeats what it was sent', async () => {
    await deploy(echoing.url, session)
    await failedRun()
    await lookBack()
    expect([...echoing.tokens]).to.have.length(2)
  })

  it('should not leak when AWS refuses the role and repeats what it was sent', async () => {
    await deploy(refusing.url, [KEY_ID, SECRET, TOKEN])
    await failedRun()
    expect(refusing.echoes.join('\n')).to.include(TOKEN).and.to.include(encodeURIComponent(EXTERNAL_ID))
  })

  describe('when receivers repeat what they were sent', () => {
    for (const [index, [title, answer]] of REPLIES.entries()) {
      it(`should not leak: ${title}`, async () => {
        // a new one, so that there is something to write
        const name = `reply-${index}`
        await deploy(simulator.url, session, name)
        influxdb.answer = answer
        dataway.answer = answer
        expect((await cli(['sinks', 'check'])).stdout).to.include('***')
        await failedRun(name)
      })
    }

    it('should not leak when a sink is added', async () => {
      dataway.answer = (request) => ({ status: 403, body: echoOf(request) })
      const options = ['--type', 'dataway', '--set', `url=${dataway.url}`, '--set', 'token=-']
      const { status, stderr } = await cli(['sinks', 'add', 'other', ...options], [DATAWAY_TOKEN])
      expect({ status, masked: stderr.includes('***') }).to.deep.equal({ status: 1, masked: true })
    })
  })

  describe('when a startup script was edited', () => {
    before(async () => {
      influxdb.answer = () => ({ status: 204 })
      dataway.answer = () => ({ status: 200 })
      await deploy(simulator.url, [KEY_ID, SECRET, TOKEN])
    })

    const edit = (body: string, config = '') =>
      writeFileSync(join(home, 'startup', 'prod.ts'), editedStartup(body, config))

    for (const [title, body] of EDITS) {
      it(`should not leak when it ${title}`, async () => {
        edit(`${body}\nthrow 'end'`)
        await failedRun()
      })
    }

    it('should not leak in what is kept of it', lookBack)

    it('should not leak when its config throws a secret', async () => {
      edit('', "throw new Error('Not this: ' + known.secret + ' ' + JSON.stringify(known))")
      await failedRun()
      expect((await cli(['doctor'])).stdout).to.include('***')
    })

    it('should not leak when it is deployed again', async () => {
      const { stdout } = await cli([
        'deploy',
        'guance_aws_lambda',
        '--name',
        'prod',
        '--set',
        'account_name=x',
      ])
      expect(stdout).to.include('edited by hand')
    })
  })
})
