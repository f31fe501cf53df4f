import { expect } from 'chai'
import type { FunctionsHealth } from '#func/model/function-health.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { MINUTE_MS } from '#func/time.ts'
import { mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'

describe('functions', () => {
  const home = temporaryFolder()
  after(() => removeFolder(home))

  const functions = (...args: string[]) => mustRun(['functions', ...args], { home })

  /** Two hours of one function that is well, and of one that fails since half an hour. */
  async function write(): Promise<void> {
    const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    const store = await openPointStore({ home, clock: () => new Date() })
    const minutes = Array.from({ length: 125 }, (_, index) => now - index * MINUTE_MS)
    const points = (FunctionName: string, failing: boolean) =>
      minutes.map((timestamp) => ({
        measurement: 'aws_lambda',
        tags: { account_name: 'prod', RegionId: 'eu-west-1', FunctionName },
        fields: { Invocations_Sum: 100, Errors_Sum: failing && now - timestamp < 30 * MINUTE_MS ? 40 : 0 },
        timestamp,
      }))
    await store.write('metric', [...points('fine', false), ...points('checkoutPayment', true)])
    await store.close()
  }

  it('should say where to look when nothing was collected', async () => {
    expect((await functions()).stdout).to.include('no metrics of functions')
  })

  it('should name the function in trouble first, with what changed and when', async () => {
    await write()
    const { stdout } = await functions()
    const [summary, , first, second] = stdout.split('\n')
    expect(summary).to.match(/^1 of 2 functions in trouble, .*Z to .*Z against the range before$/)
    expect(first).to.match(/^checkoutPayment .*errors 0 % → \d+ % since \d\d:\d\dZ/)
    expect(second).to.match(/^fine /)
  })

  it('should narrow by name and by trouble, and print JSON', async () => {
    const names = async (...args: string[]) => {
      const { stdout } = await functions('--json', ...args)
      return (JSON.parse(stdout) as FunctionsHealth).functions.map(({ name }) => name)
    }
    expect(await names()).to.deep.equal(['checkoutPayment', 'fine'])
    expect(await names('--troubled')).to.deep.equal(['checkoutPayment'])
    expect(await names('--name', 'FIN')).to.deep.equal(['fine'])
    expect(await names('--limit', '1')).to.deep.equal(['checkoutPayment'])
  })

  it('should refuse a range that is too short', async () => {
    const { status, stderr } = await runCli(['functions', '--range', '5m'], { home })
    expect([status, stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && text.includes('20m'),
    )
  })
})
