import { expect } from 'chai'
import type { ResourceFilter } from '../../../../scripts/guance_integration_core/discovery/selection.ts'
import {
  unmatchedResources,
  unmatchedTargets,
} from '../../../../scripts/guance_integration_core/discovery/unmatched.ts'
import type { MetricTarget } from '../../../../scripts/guance_integration_core/types.ts'

const SEEN = ['orders-api', 'orders-worker', 'billing'].map((name, at) => ({
  name,
  tags: at === 2 ? { Team: 'money', env: 'prod' } : { Team: 'core', env: 'prod' },
  joinable: ['Runtime', 'MemorySize'],
}))
const METRICS = ['Invocations', 'Errors', 'Duration', 'AsyncEventAge'].flatMap((metric) =>
  [['FunctionName'], ['FunctionName', 'Resource'], []].map((dimensions) => ({
    ...{ namespace: 'AWS/Lambda', metric, dimensions },
  })),
)
const USUAL = [['FunctionName'], []]

describe('core/unmatched', () => {
  const resources: readonly (readonly [
    string,
    Partial<ResourceFilter>,
    readonly string[],
    string,
    string?,
  ])[] = [
    ['wrong case', { include: ['Orders-API'] }, [], 'functions.include Orders-API', 'orders-api'],
    ['a typing error', { include: ['order-api'] }, [], 'functions.include order-api', 'orders-api'],
    [
      'a regular expression',
      { include: ['^orders-.*$'] },
      [],
      'functions.include ^orders-.*$',
      'no regular expression',
    ],
    [
      'alternatives',
      { include: ['orders|billing'] },
      [],
      'functions.include orders|billing',
      'no regular expression',
    ],
    [
      'an ARN',
      { include: ['arn:aws:lambda:eu-west-1:1:function:billing'] },
      [],
      'functions.include arn:aws:lambda:eu-west-1:1:function:billing',
      'billing: a name',
    ],
    ['a part of a name', { include: ['worker'] }, [], 'functions.include worker', '*worker*'],
    ['one of several', { include: ['billing', 'gone'] }, [], 'functions.include gone'],
    ['an exception of none', { exclude: ['orders_api'] }, [], 'functions.exclude orders_api', 'orders-api'],
    ['a tag key in wrong case', { tags: { team: ['core'] } }, [], 'functions.tags team', 'Team'],
    ['a tag key of none', { tags: { owner: ['me'] } }, [], 'functions.tags owner'],
    ['a tag value', { tags: { Team: ['Core', 'money'] } }, [], 'functions.tags.Team Core', 'core'],
    ['a tag pattern', { tags: { Team: ['pay*'] } }, [], 'functions.tags.Team pay*'],
    [
      'parts that leave none',
      { include: ['billing'], exclude: ['bill*'] },
      [],
      'functions include, exclude and tags',
      'leave none',
    ],
    ['a join of a tag without its prefix', {}, ['Team'], 'join_tags Team', 'tag:Team'],
    ['a join of a tag that nobody has', {}, ['tag:team'], 'join_tags tag:team', 'tag:Team'],
    ['a join in wrong case', {}, ['runtime'], 'join_tags runtime', 'Runtime'],
  ]
  for (const [what, filter, joins, named, hint] of resources) {
    it(`should name ${what} among the functions`, () => {
      const whole = { include: ['*'], exclude: [], tags: {}, ...filter }
      const [first, ...others] = unmatchedResources(whole, joins, SEEN)
      expect(others).to.deep.equal([])
      expect(`${first?.part} ${first?.value}`).to.equal(named)
      if (hint === undefined) expect(first).not.to.have.property('hint')
      else expect(first?.hint).to.contain(hint)
    })
  }

  const lambda = (metrics: MetricTarget['metrics'], dimensions?: readonly string[]): MetricTarget => ({
    ...{ namespace: 'AWS/Lambda', metrics },
    ...(dimensions && { dimensions }),
  })
  const targets: readonly (readonly [string, readonly MetricTarget[], string, string?])[] = [
    ['a metric in wrong case', [lambda(['invocations'])], 'targets[0].metrics invocations', 'Invocations'],
    [
      'a metric with a typing error',
      [lambda(['Errors', 'Durations'])],
      'targets[0].metrics Durations',
      'Duration',
    ],
    ['a statistic for a metric', [lambda(['Maximum'])], 'targets[0].metrics Maximum'],
    ['a pattern', [lambda(['async*'])], 'targets[0].metrics async*'],
    ['NOT alone', [lambda(['NOT'])], 'targets[0].metrics NOT', 'stand behind it'],
    ['NOT that is not first', [lambda(['Errors', 'NOT'])], 'targets[0].metrics NOT', 'stands first'],
    ['an exception of none', [lambda(['NOT', 'errors'])], 'targets[0].metrics errors', 'Errors'],
    [
      'a wrong dimension',
      [lambda('ALL', ['functionname'])],
      'targets[0].dimensions functionname',
      'FunctionName',
    ],
    ['an unknown dimension', [lambda('ALL', ['Alias'])], 'targets[0].dimensions Alias', 'one of'],
    [
      'a wrong namespace',
      [lambda('ALL'), { namespace: 'aws/lambda', metrics: 'ALL' }],
      'targets[1] aws/lambda',
      'AWS/Lambda',
    ],
  ]
  for (const [what, given, named, hint] of targets) {
    it(`should name ${what} among the metrics`, () => {
      const [first, ...others] = unmatchedTargets(given, USUAL, METRICS)
      expect(others).to.deep.equal([])
      expect(`${first?.part} ${first?.value}`).to.equal(named)
      if (hint === undefined) expect(first).not.to.have.property('hint')
      else expect(first?.hint).to.contain(hint)
    })
  }

  it('should name targets that narrow each other to nothing', () => {
    const found = unmatchedTargets([lambda(['Errors']), lambda(['Duration'])], USUAL, METRICS)
    expect(found.map(({ part, value }) => `${part} ${value}`)).to.deep.equal([
      'targets[0] Errors',
      'targets[1] Duration',
    ])
    expect(found[0]?.hint).to.contain('narrow each other')
  })

  it('should name nothing of what matches, and nothing where there is nothing', () => {
    const filter = {
      include: ['orders-*', 'billing'],
      exclude: ['*-worker'],
      tags: { Team: ['co*', 'money'] },
    }
    expect(unmatchedResources(filter, ['Runtime', 'tag:env'], SEEN)).to.deep.equal([])
    expect(unmatchedResources({ ...filter, include: ['x'] }, ['y'], [])).to.deep.equal([])
    const some = [lambda(['NOT', 'Async*']), lambda('ALL', ['FunctionName', 'Resource'])]
    expect(unmatchedTargets(some, USUAL, METRICS)).to.deep.equal([])
    expect(unmatchedTargets([lambda(['x'])], USUAL, [])).to.deep.equal([])
  })
})
