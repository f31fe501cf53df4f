import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startSimulator } from '#func/simulator/simulator.ts'
import type { PrintedSeries } from '../support/aws/compare.ts'
import { startMoto } from '../support/aws/moto.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { findProgram, lacking } from '../support/requirement.ts'

const REGION = 'us-east-1'
const MINUTE = 60_000
const FOLDER = import.meta.dirname

/** Somebody's CloudWatch Logs, with one function that has run. */
interface Account {
  readonly endpoint: string
  readonly functionName: string
  close(): Promise<void> | void
}

const ACCOUNTS: readonly { readonly title: string; start(context: Mocha.Context): Promise<Account> }[] = [
  {
    title: 'the simulated account',
    async start() {
      const simulator = await startSimulator({ functions: 8, seed: 1, now: () => new Date() })
      const close = () => simulator.close()
      return { endpoint: simulator.url, functionName: 'inventory_sync_5min', close }
    },
  },
  {
    title: 'moto',
    async start(context) {
      const moto = await startMoto(context)
      const functionName = 'orders'
      const script = join(FOLDER, 'moto-function.py')
      await moto.python([script, moto.endpoint, REGION, functionName, ACCESS_KEY_ID, SECRET_ACCESS_KEY])
      return { endpoint: moto.endpoint, functionName, close: moto.close }
    },
  },
]

/** What a function prints as Datadog's page shows it, from the print to the command line. */
for (const { title, start } of ACCOUNTS) {
  describe(`snippets of Datadog's page, printed to ${title}`, function () {
    this.timeout(400_000)
    const home = temporaryFolder()
    // Only whole minutes are read.
    const second = Math.floor(Date.now() / 1000) - 180
    let account: Account | undefined
    let metrics: readonly PrintedSeries[]
    let checks: readonly PrintedSeries[]

    before(async function () {
      if (findProgram('python3') === undefined) lacking(this, 'python3, for the snippets')
      account = await start(this)
      await print(account)
      await collect(account)
      metrics = await printed('aws_lambda_custom')
      checks = await printed('aws_lambda_check')
    })
    after(async () => {
      await account?.close()
      removeFolder(home)
    })

    async function print({ endpoint, functionName }: Account): Promise<void> {
      const output = execFileSync('python3', [join(FOLDER, 'datadog-snippets.py'), String(second)], {
        encoding: 'utf8',
      })
      const lines = output.split(/(?<=\n)/)
      const logEvents = lines.map((message, index) => ({ timestamp: second * 1000 + 100 + index, message }))
      const credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY }
      const logs = new CloudWatchLogs({ endpoint, region: REGION, credentials })
      const day = new Date(second * 1000).toISOString().slice(0, 10).replaceAll('-', '/')
      const stream = {
        logGroupName: `/aws/lambda/${functionName}`,
        logStreamName: `${day}/[$LATEST]0123456789abcdef0123456789abcdef`,
      }
      await logs.createLogStream(stream)
      await logs.putLogEvents({ ...stream, logEvents })
    }

    async function collect({ endpoint }: Account): Promise<void> {
      await mustRun(['install', 'guance_aws_lambda_logs'], { home })
      const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${endpoint}`, `regions=${REGION}`]
      const flags = set.flatMap((parameter) => ['--set', parameter])
      const input = `${SECRET_ACCESS_KEY}\n`
      await mustRun(['deploy', 'guance_aws_lambda_logs', '--name', 'prod', ...flags], { home, input })
      const { stdout } = await mustRun(['run', 'prod', '--json'], { home })
      expect(JSON.parse(stdout)).to.include({ status: 'success' })
    }

    async function printed(measurement: string): Promise<readonly PrintedSeries[]> {
      const since = new Date(second * 1000 - MINUTE).toISOString()
      const args = ['metrics', '--json', '--measurement', measurement, '--since', since]
      const all = JSON.parse((await mustRun(args, { home })).stdout) as readonly PrintedSeries[]
      const isOfSnippets = ({ tags }: PrintedSeries) =>
        tags.tag1 === 'value' || tags.check === 'my.metric.name.check'
      return all.filter(
        (series) => series.tags.function_name === account?.functionName && isOfSnippets(series),
      )
    }

    it('should give the count, the gauge and the six values of the histogram, at their second', () => {
      const [series] = metrics
      expect(series?.tags).to.include({ function_name: account?.functionName, tag1: 'value', tag2: 'true' })
      expect(series?.points).to.eql([
        {
          timestamp: second * 1000,
          fields: {
            'my.metric.name': 42,
            'my.metric.level': 42,
            'my.metric.name.hist.avg': 4.5,
            'my.metric.name.hist.count': 10,
            'my.metric.name.hist.max': 9,
            'my.metric.name.hist.min': 0,
            'my.metric.name.hist.median': 4.5,
            'my.metric.name.hist.95percentile': 9,
          },
        },
      ])
    })

    it('should give the check with its status, in number and word', () => {
      const [series] = checks
      expect(series?.tags).to.include({ function_name: account?.functionName })
      expect(series?.points).to.eql([
        { timestamp: second * 1000, fields: { status: 1, status_text: 'WARNING' } },
      ])
    })

    it('should give the same again after another run, and nothing twice', async () => {
      await mustRun(['run', 'prod'], { home })
      expect(await printed('aws_lambda_custom')).to.eql(metrics)
      expect(await printed('aws_lambda_check')).to.eql(checks)
    })
  })
}
