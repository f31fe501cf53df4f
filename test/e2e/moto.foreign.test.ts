import { join } from 'node:path'
import { expect } from 'chai'
import { type Moto, startEmulator } from '../support/aws/moto.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'

interface Account {
  readonly keys: { readonly aws_access_key_id: string; readonly aws_secret_access_key: string }
  readonly functions: readonly (Record<string, unknown> & {
    FunctionName: string
    Region: string
    Tags: object
  })[]
  readonly data: readonly {
    region: string
    function: string
    metric: string
    time: number
    values: number[]
  }[]
}

interface JsonPoint {
  readonly tags: Record<string, string>
  readonly fields: Record<string, unknown>
  readonly timestamp: number
}

/** The three commands against emulators of AWS that we did not write. */
for (const name of ['moto', 'ministack'] as const)
  describe(`main job against ${name}`, function () {
    this.timeout(400_000)
    const home = temporaryFolder()
    let moto: Moto | undefined
    let account: Account
    let objects: readonly JsonPoint[]
    let series: readonly {
      tags: Record<string, string>
      points: { timestamp: number; fields: Record<string, number> }[]
    }[]

    before(async function () {
      moto = await startEmulator(name, this)
      account = await fill(moto)
      await collect(moto.endpoint)
      objects = await printed(['objects', '--json', '--limit', '1000'])
      series = await printed(['metrics', '--json', '--since', '2h'])
    })

    after(() => {
      moto?.close()
      removeFolder(home)
    })

    async function collect(endpoint: string): Promise<void> {
      const { aws_access_key_id: id, aws_secret_access_key: secret } = account.keys
      await mustRun(['install', 'guance_aws_lambda'], { home })
      const set = ['--set', `ak_id=${id}`, '--set', 'ak_secret=-', '--set', `endpoint=${endpoint}`]
      const regions = [
        '--set',
        'regions=us-east-1,eu-west-1',
        '--set',
        'account_name=moto',
        '--set',
        'lookback=25m',
      ]
      await mustRun(['deploy', 'guance_aws_lambda', '--name', 'prod', ...set, ...regions], {
        home,
        input: `${secret}\n`,
      })
      const { stdout } = await mustRun(['run', 'prod', '--json'], { home })
      expect(JSON.parse(stdout)).to.include({ status: 'success' })
    }

    async function printed<T>(args: readonly string[]): Promise<T> {
      return JSON.parse((await mustRun(args, { home })).stdout) as T
    }

    it('should write one object per function with every tag and field of the documented sample', () => {
      expect(objects).to.have.length(account.functions.length)
      for (const wanted of account.functions) {
        const found = objects.find((object) => object.tags.FunctionArn === wanted.FunctionArn)
        expect(found?.tags, wanted.FunctionName).to.include({
          account_name: 'moto',
          class: 'aws_lambda',
          cloud_provider: 'aws',
          FunctionName: wanted.FunctionName,
          name: wanted.FunctionName,
          PackageType: 'Zip',
          RegionId: wanted.Region,
          Role: wanted.Role,
          Runtime: 'python3.12',
          Version: '$LATEST',
        })
        expect(found?.fields).to.include.keys(
          'CreatedTime',
          'ListenerDescriptions',
          'AvailabilityZones',
          'message',
        )
        const message = JSON.parse(String(found?.fields.message)) as Record<string, unknown>
        expect(message).to.include({ Description: wanted.Description, Handler: 'main.handler', Timeout: 30 })
        expect(JSON.stringify(found)).not.to.include('in-the-environment')
      }
    })

    it('should carry every resource tag', () => {
      for (const { FunctionArn, Tags } of account.functions) {
        const found = objects.find((object) => object.tags.FunctionArn === FunctionArn)
        for (const [key, value] of Object.entries(Tags)) expect(found?.tags[`tag_${key}`]).to.equal(value)
      }
    })

    it('should write every datum as the right field at the right minute: 0 missing, 0 wrong', () => {
      const written = writtenValues()
      const wanted = wantedValues()
      const missing = [...wanted.keys()].filter((key) => !written.has(key))
      const invented = [...written.keys()].filter((key) => !wanted.has(key))
      const wrong = [...wanted].filter(
        ([key, value]) => Math.abs((written.get(key) ?? value) - value) > 1e-9 * Math.abs(value),
      )
      expect({ missing, invented, wrong }).to.deep.equal({ missing: [], invented: [], wrong: [] })
      expect(wanted.size).to.be.greaterThan(3000)
    })

    function writtenValues(): Map<string, number> {
      const values = new Map<string, number>()
      for (const { tags, points } of series) {
        for (const { timestamp, fields } of points) {
          for (const [field, value] of Object.entries(fields)) {
            values.set([tags.RegionId, tags.FunctionName, timestamp, field].join('|'), value)
          }
        }
      }
      return values
    }

    function wantedValues(): Map<string, number> {
      const values = new Map<string, number>()
      for (const entry of account.data) {
        for (const [statistic, value] of Object.entries(statistics(entry.values))) {
          const field = `${entry.metric}_${statistic}`
          values.set([entry.region, entry.function, entry.time * 1000, field].join('|'), value)
        }
      }
      return values
    }

    async function fill({ endpoint, python }: Moto): Promise<Account> {
      return JSON.parse(
        await python([join(import.meta.dirname, 'moto-account.py'), endpoint, '7']),
      ) as Account
    }
  })

function statistics(values: readonly number[]): Record<string, number> {
  const Sum = values.reduce((a, b) => a + b, 0)
  return {
    Sum,
    Average: Sum / values.length,
    Minimum: Math.min(...values),
    Maximum: Math.max(...values),
    SampleCount: values.length,
  }
}
