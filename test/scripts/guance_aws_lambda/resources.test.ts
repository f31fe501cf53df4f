import { expect } from 'chai'
import type { AwsClients, Json } from '#func/script.ts'
import type { Config } from '../../../scripts/guance_aws_lambda/config.gen.ts'
import { functionCollector } from '../../../scripts/guance_aws_lambda/resources.ts'
import { warnOfUnmatched } from '../../../scripts/guance_integration_core/discovery/report-unmatched.ts'
import { createTestContext } from '../../support/aws/script-context.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const replica = [{ name: 'FunctionName', value: 'us-east-1.edge' }]

/** Functions of the home region only. @param asked Regions in which functions were listed. */
function clients(asked: string[], isDenied = false): AwsClients {
  const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
  return {
    lambda: ({ region }: { region: string }) => ({
      async listFunctions() {
        asked.push(region)
        if (isDenied && region === 'us-east-1')
          throw Object.assign(new Error('no'), { code: 'FUNC_ERR_AWS_ACCESS_DENIED' })
        const edge = { FunctionName: 'edge', FunctionArn: arn('edge'), Runtime: 'nodejs24.x' }
        return { Functions: region === 'us-east-1' ? [edge] : [] }
      },
      listEventSourceMappings: async () => ({}),
    }),
    tagging: () => ({
      getResources: async () => ({
        ResourceTagMappingList: [{ ResourceARN: arn('edge'), Tags: [{ Key: 'team', Value: 'web' }] }],
      }),
    }),
  } as unknown as AwsClients
}

describe('guance_aws_lambda/resources', () => {
  const open = (isDenied: boolean, functions: Record<string, Json>) => {
    const asked: string[] = []
    const test = createTestContext({ aws: clients(asked, isDenied), triggeredAt: NOW })
    const config = { regions: ['eu-west-1'], join_tags: ['Runtime'], objects: false, functions }
    const collector = functionCollector(
      checkedConfig('guance_aws_lambda', config).config as Config,
      test.context,
    )
    return { ...test, asked, collector }
  }

  it('should look replicas of Lambda@Edge up in the region of their function, once, and remember them', async () => {
    const { collector, asked } = open(false, { tags: { team: ['web'] } })
    expect((await collector.collect('eu-west-1')).knows(replica)).to.equal(false)
    const resources = await collector.collect('eu-west-1', [replica])
    expect(resources.selects(replica)).to.equal(true)
    expect(resources.tagsOf(replica).Runtime).to.equal('nodejs24.x')
    expect((await collector.collect('eu-central-1', [replica])).selects(replica)).to.equal(true)
    expect(asked.toSorted()).to.deep.equal(['eu-central-1', 'eu-west-1', 'us-east-1'])
  })

  it('should go on with their names where that region cannot be read', async () => {
    const { collector, logs } = open(true, { include: ['edge'] })
    const resources = await collector.collect('eu-west-1', [replica])
    expect([resources.knows(replica), resources.selects(replica)]).to.deep.equal([true, true])
    expect(logs.map(({ message }) => message)).to.include(
      'Going on without the functions of Lambda@Edge replicas',
    )
  })

  it('should name what of the selection matches no function, once all regions were read', async () => {
    const { collector, context } = open(false, { include: ['Edge'], tags: { Team: ['web'] } })
    await collector.collect('eu-west-1')
    expect(collector.unmatched?.()).to.deep.equal([])
    await collector.collect('us-east-1')
    const unmatched = [
      { part: 'functions.include', value: 'Edge', hint: 'edge' },
      { part: 'functions.tags', value: 'Team', hint: 'team' },
    ]
    expect(collector.unmatched?.()).to.deep.equal(unmatched)

    const logs: [object, string][] = []
    const log = {
      ...context.log,
      warn: (fields: object, message: string) => void logs.push([fields, message]),
    }
    warnOfUnmatched(unmatched, log as typeof context.log)
    expect(logs).to.deep.equal([
      [
        { part: 'functions.include', value: 'Edge', didYouMean: 'edge' },
        'A part of the selection matches nothing',
      ],
      [
        { part: 'functions.tags', value: 'Team', didYouMean: 'team' },
        'A part of the selection matches nothing',
      ],
    ])

    await collector.collect('us-east-1')
    expect(collector.unmatched?.(), 'when one is remembered').to.deep.equal([])
  })
})
