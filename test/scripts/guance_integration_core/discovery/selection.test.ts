import { expect } from 'chai'
import {
  metricMatcher,
  metricSelector,
  resourceSelector,
} from '../../../../scripts/guance_integration_core/discovery/selection.ts'

const NAMES = [
  'CPUCreditBalance',
  'CPUUtilization',
  'MetadataNoToken',
  'NetworkIn',
  'CreditUsage',
  'EBSIOBalance%',
]

describe('core/selection metric names', () => {
  const table: [string, 'ALL' | string[], string[]][] = [
    [
      'exact names are alternatives',
      ['CPUCreditBalance', 'MetadataNoToken'],
      ['CPUCreditBalance', 'MetadataNoToken'],
    ],
    ['a prefix', ['CPU*'], ['CPUCreditBalance', 'CPUUtilization']],
    ['a suffix', ['*Balance'], ['CPUCreditBalance']],
    ['a part', ['*Credit*'], ['CPUCreditBalance', 'CreditUsage']],
    ['a star alone', ['*'], NAMES],
    ['a mixture', ['NetworkIn', '*Balance'], ['CPUCreditBalance', 'NetworkIn']],
    [
      'NOT, all but what any matches',
      ['NOT', 'CPU*', 'NetworkIn'],
      ['MetadataNoToken', 'CreditUsage', 'EBSIOBalance%'],
    ],
    ['NOT alone, everything', ['NOT'], NAMES],
    ['NOT in a later place, a name like any other', ['CPU*', 'NOT'], ['CPUCreditBalance', 'CPUUtilization']],
    ['ALL as a word', 'ALL', NAMES],
    ['ALL in a list', ['ALL'], NAMES],
    ['NOT ALL, nothing', ['NOT', 'ALL'], []],
    ['an empty list, nothing', [], []],
    ['case matters', ['cpu*'], []],
    ['characters of regular expressions stand for themselves', ['EBS.*', 'EBSIOBalance%'], ['EBSIOBalance%']],
  ]
  for (const [name, metrics, selected] of table) {
    it(`should select by ${name}`, () => {
      expect(NAMES.filter(metricMatcher(metrics))).to.deep.equal(selected)
    })
  }
})

describe('core/selection targets', () => {
  const usual = [['InstanceId'], []]
  const target = (metrics: 'ALL' | string[], dimensions?: string[]) => ({
    namespace: 'AWS/EC2',
    metrics,
    ...(dimensions === undefined ? {} : { dimensions }),
  })

  it('should narrow from top to bottom when one namespace comes twice', () => {
    const selects = metricSelector([target(['*CPU*']), target(['NOT', 'CPUUtilization'])], 'AWS/EC2', usual)
    expect(NAMES.filter((name) => selects(name, ['InstanceId']))).to.deep.equal(['CPUCreditBalance'])
  })

  it('should take exactly the named dimensions, in any order', () => {
    const selects = metricSelector([target('ALL', ['B', 'A'])], 'AWS/EC2', usual)
    expect(selects('X', ['A', 'B'])).to.equal(true)
    expect(selects('X', ['A'])).to.equal(false)
    expect(selects('X', ['A', 'B', 'C'])).to.equal(false)
  })

  it('should take the usual sets for a target without dimensions', () => {
    const selects = metricSelector([target('ALL')], 'AWS/EC2', usual)
    expect([['InstanceId'], [], ['ImageId']].map((names) => selects('X', names))).to.deep.equal([
      true,
      true,
      false,
    ])
  })

  it('should take every set for a star', () => {
    expect(metricSelector([target('ALL', ['*'])], 'AWS/EC2', usual)('X', ['Q', 'R'])).to.equal(true)
  })

  it('should add the targets of other dimension sets', () => {
    const selects = metricSelector(
      [target(['A*'], ['InstanceId']), target(['B*'], ['ImageId'])],
      'AWS/EC2',
      usual,
    )
    const found = ['A1', 'B1'].flatMap((name) =>
      [['InstanceId'], ['ImageId']].filter((set) => selects(name, set)).map((set) => `${name} ${set}`),
    )
    expect(found).to.deep.equal(['A1 InstanceId', 'B1 ImageId'])
  })

  it('should take nothing of another namespace', () => {
    expect(metricSelector([target('ALL')], 'AWS/RDS', usual)('X', [])).to.equal(false)
  })
})

describe('core/selection resources', () => {
  const all = { include: ['*'], exclude: [], tags: {} }
  const table = [
    ['everything', all, true],
    ['include', { ...all, include: ['pay-*'] }, true],
    ['an include that does not match', { ...all, include: ['ship-*'] }, false],
    ['exclude over include', { ...all, include: ['pay-*'], exclude: ['*-canary'] }, false],
    ['a tag', { ...all, tags: { team: ['core', 'pay*'] } }, true],
    ['one of two tags', { ...all, tags: { team: ['pay*'], stage: ['prod'] } }, false],
    ['a tag that is missing', { ...all, tags: { constructor: ['*'] } }, false],
    ['no include', { ...all, include: [] }, false],
  ] as const
  for (const [name, filter, taken] of table) {
    it(`should ${taken ? 'take' : 'leave'} a resource by ${name}`, () => {
      expect(resourceSelector(filter)('pay-api-canary', { team: 'payments' })).to.equal(taken)
    })
  }
})
