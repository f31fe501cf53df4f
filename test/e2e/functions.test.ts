import { expect } from 'chai'
import type { FunctionsHealth } from '#func/model/function-health.ts'
import { mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'
import { ERROR, FAILING, HEALTHY, writeFunctions } from '../support/store/function-points.ts'

describe('functions', () => {
  const home = temporaryFolder()
  after(() => removeFolder(home))

  const functions = (...args: string[]) => mustRun(['functions', ...args], { home })

  it('should say where to look when nothing was collected', async () => {
    expect((await functions()).stdout).to.include('no metrics of functions')
  })

  it('should name the function in trouble first, with what changed and when', async () => {
    await writeFunctions(home)
    const { stdout } = await functions()
    const [summary, , first, second] = stdout.split('\n')
    expect(summary).to.match(/^1 of 2 functions in trouble, .*Z to .*Z against the range before$/)
    expect(first).to.match(/^checkoutPayment .*errors 0 % → \d+ % since \d\d:\d\dZ/)
    expect(second).to.match(/^listOrders /)
  })

  it('should narrow by name and by trouble, and print JSON', async () => {
    const names = async (...args: string[]) => {
      const { stdout } = await functions('--json', ...args)
      return (JSON.parse(stdout) as FunctionsHealth).functions.map(({ name }) => name)
    }
    expect(await names()).to.deep.equal([FAILING, HEALTHY])
    expect(await names('--troubled')).to.deep.equal([FAILING])
    expect(await names('--name', 'LIST')).to.deep.equal([HEALTHY])
    expect(await names('--limit', '1')).to.deep.equal([FAILING])
  })

  it('should print the errors of a function', async () => {
    const logs = async (...args: string[]) => (await mustRun(['logs', FAILING, ...args], { home })).stdout
    expect(await logs()).to.match(new RegExp(`^\\S+Z eu-west-1 error +${ERROR}`))
    expect(await logs('--search', 'processor 503')).to.include(ERROR)
    for (const args of [
      ['--search', 'processor 404'],
      ['--region', 'us-east-1'],
      ['--since', '30s'],
    ])
      expect(await logs(...args)).to.include('no log events match')
    expect(JSON.parse(await logs('--json'))).to.have.length(1)
  })

  it('should refuse a range that is too short', async () => {
    const { status, stderr } = await runCli(['functions', '--range', '5m'], { home })
    expect([status, stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && text.includes('20m'),
    )
  })
})
