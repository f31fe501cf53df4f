import { expect } from 'chai'
import type { AwsAccount, ScriptContext } from '#func/script.ts'
import { accountRegions } from '../../../../scripts/guance_integration_core/discovery/account-regions.ts'

/** Answers in one region only, as if keys belonged to its partition. */
function contextOf(home: string, enabled: readonly string[]) {
  const asked: string[] = []
  const account = ({ region }: { region: string }) => ({
    async listRegions() {
      asked.push(region)
      if (region !== home)
        throw Object.assign(new Error(region), { code: 'FUNC_ERR_AWS_CREDENTIALS_INVALID' })
      return { Regions: enabled.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' })) }
    },
  })
  const context = { aws: { account }, signal: new AbortController().signal } as unknown as ScriptContext
  return { asked, context }
}

describe('core/account-regions', () => {
  it('should take what AWS lists, however new, but what is excepted', async () => {
    const { context } = contextOf('us-east-1', ['us-east-1', 'eu-west-3', 'us-moon-1'])
    const except = ['ALL', '-eu-west-3']
    expect(await accountRegions({}, except, context)).to.deep.equal(['us-east-1', 'us-moon-1'])
    expect(await accountRegions({}, 'ALL', context)).to.deep.equal(['eu-west-3', 'us-east-1', 'us-moon-1'])
  })

  it('should take those that are named, once, without asking', async () => {
    const { asked, context } = contextOf('', [])
    const named = ['eu-west-1', 'eu-west-1', 'eu-west-2', '-eu-west-2']
    expect(await accountRegions({}, named, context)).to.deep.equal(['eu-west-1'])
    expect(asked).to.deep.equal([])
  })

  const homes: readonly (readonly [string, AwsAccount, readonly string[]])[] = [
    ['eusc-de-east-1', {}, ['ALL']],
    ['us-gov-west-1', {}, ['ALL']],
    ['us-iso-east-1', {}, ['ALL', '-us-iso-west-1']],
    ['us-isob-east-1', { role_arn: 'arn:aws-iso-b:iam::1:role/r' }, ['ALL']],
    ['eu-isoe-west-1', {}, ['ALL', 'eu-isoe-west-1']],
    ['cn-northwest-1', {}, ['ALL', '-cn-north-1']],
  ]
  for (const [home, account, regions] of homes) {
    it(`should find ${home} for ${JSON.stringify([account, regions])}`, async () => {
      const { context } = contextOf(home, [home])
      expect(await accountRegions(account, regions, context)).to.deep.equal([home])
    })
  }
})
