import { expect } from 'chai'
import type { Json } from '#func/script.ts'
import type { Config } from '../../../scripts/guance_aws_lambda/config.gen.ts'
import {
  homesOf,
  type Inventory,
  inventoryOf,
  inventoryToJson,
  parseInventory,
  toResources,
  withReplicas,
} from '../../../scripts/guance_aws_lambda/inventory.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const NOW = Date.parse('2026-08-01T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

function configOf(change: Record<string, Json>): Config {
  const config = { regions: ['us-east-1'], join_tags: ['Runtime'], ...change }
  return checkedConfig('guance_aws_lambda', config).config as Config
}

function read(
  names: readonly string[],
  change: Record<string, Json> = {},
  before?: Inventory,
  at = NOW,
): Inventory {
  const config = configOf(change)
  const listed = names.map((name) => ({
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    Runtime: 'nodejs24.x' as const,
    LastModified: '2026-08-01T11:30:00.000+0000',
  }))
  const tags = new Map(listed.map(({ FunctionArn }) => [FunctionArn, { team: 'core' }]))
  const functions = listed.filter(({ FunctionName }) => FunctionName !== 'other')
  const found = inventoryOf(
    { region: 'us-east-1', functions, listed, mappings: [], tags },
    before,
    config,
    at,
  )
  return parseInventory('us-east-1', JSON.parse(JSON.stringify(inventoryToJson(found))), found.fingerprint)!
}

const named = (value: string) => [{ name: 'FunctionName', value }]

describe('guance_aws_lambda/inventory', () => {
  it('should leave a deleted function what it was for a day, however functions are chosen', () => {
    const byTag = { functions: { tags: { team: ['core'] } } }
    const deleted = read([], byTag, read(['pay'], byTag), NOW + HOUR)
    const resources = toResources(deleted, configOf(byTag))
    expect(resources.knows(named('pay'))).to.equal(true)
    expect(resources.selects(named('pay'))).to.equal(true)
    expect(resources.tagsOf(named('pay'))).to.deep.equal({ Runtime: 'nodejs24.x', FunctionName: 'pay' })
    expect(resources.existing).to.deep.equal([])
    const later = toResources(read([], byTag, deleted, NOW + 26 * HOUR), configOf(byTag))
    expect(later.knows(named('pay'))).to.equal(false)
    expect(later.selects(named('pay'))).to.equal(false)
  })

  it('should choose and tag replicas of Lambda@Edge as their function', () => {
    const unknown = ['us-east-1.pay', 'us-east-1.other', 'us-east-1.none', 'mail'].map(named)
    expect(homesOf(unknown)).to.deep.equal(['us-east-1'])
    const elsewhere = { ...read([]), region: 'eu-west-1' }
    const home = read(['pay', 'other'])
    for (const change of [{ functions: { include: ['pay'] } }, { functions: { tags: { team: ['core'] } } }]) {
      const resources = toResources(withReplicas(elsewhere, unknown, home), configOf(change))
      expect(resources.selects(named('us-east-1.pay'))).to.equal(true)
      expect(resources.selects(named('us-east-1.other'))).to.equal(false)
      expect(resources.tagsOf(named('us-east-1.pay'))).to.deep.equal({
        ...{ Runtime: 'nodejs24.x', FunctionName: 'us-east-1.pay' },
      })
      expect(resources.knows(named('us-east-1.none'))).to.equal(false)
    }
  })

  it('should choose replicas by the name of their function where nothing else is known of it', () => {
    const resources = toResources(read([]), configOf({ functions: { include: ['pay'] } }))
    expect(
      ['us-east-1.pay', 'us-gov-west-1.pay', 'us-east-1.mail', 'pay'].map((name) =>
        resources.selects(named(name)),
      ),
    ).to.deep.equal([true, true, false, true])
    expect(resources.selectsLinked?.(named('us-east-1.pay'))).to.equal(true)
  })

  it('should know from when on a function existed: its first known change, or when it was first listed', () => {
    const zero = { zero: true }
    const since = (inventory: Inventory, name: string) =>
      toResources(inventory, configOf(zero)).existsSince?.(named(name))
    const first = read(['pay'], zero)
    expect(since(first, 'pay')).to.equal(NOW - 30 * MINUTE)
    expect(since(read(['pay'], zero, first, NOW + HOUR), 'pay')).to.equal(NOW - 30 * MINUTE)
    expect(since(first, 'gone')).to.equal(Number.POSITIVE_INFINITY)
    expect(since(read(['pay']), 'pay'), 'kept before zeros were wanted').to.equal(NOW)
    expect(toResources(first, configOf(zero)).existsSince?.([]), 'the account').to.equal(0)
  })
})
