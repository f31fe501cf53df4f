import { expect } from 'chai'
import { chooseSets } from '../../../../scripts/guance_integration_core/discovery/discover.ts'

const LISTED = [
  { dimensions: [{ name: 'FunctionName', value: 'pay' }], metrics: ['Errors'] },
  { dimensions: [{ name: 'team', value: 'core' }], metrics: ['Errors'] },
]

describe('core/discover', () => {
  it('should refuse a tag of the account that would replace a dimension, by its name', () => {
    const tags = { account_name: 'prod', team: 'shop', RegionId: 'us-east-1', cloud_provider: 'aws' }
    expect(() => chooseSets(LISTED, { resources: undefined, tags }))
      .to.throw("Cannot stamp the tag 'team' on points")
      .with.property('code', 'FUNC_ERR_COLLECT_CONFIG_INVALID')
    const { team, ...others } = tags
    const [first] = chooseSets(LISTED, { resources: undefined, tags: others })
    expect(first?.tags).to.deep.equal({ ...others, FunctionName: 'pay' })
    expect(team).to.equal('shop')
  })
})
