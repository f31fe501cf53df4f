import { expect } from 'chai'
import { checkRegion, isOptIn, partitionOf } from '#func/aws/regions.ts'
import { codeOf, messageOf } from '#func/errors.ts'

function failure(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

describe('aws/regions', () => {
  const partitions = [
    ['us-east-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['mars-east-1', undefined],
  ] as const
  for (const [region, partition] of partitions) {
    it(`should know the partition of ${region}`, () => {
      expect(partitionOf(region)).to.equal(partition)
    })
  }

  const unknown = [
    ['us-east-11', "no AWS region has this id; did you mean 'us-east-1'?"],
    ['us_east_1', "it does not have the form of a region id, e.g. us-east-1; did you mean 'us-east-1'?"],
    ['useast1', "did you mean 'us-east-1'?"],
    ['cn-norht-1', "did you mean 'cn-north-1'?"],
    ['Frankfurt', 'it does not have the form of a region id, e.g. us-east-1'],
    ['', 'it does not have the form'],
  ] as const
  for (const [region, words] of unknown) {
    it(`should refuse '${region}' and say why`, () => {
      const error = failure(() => checkRegion(region))
      expect(codeOf(error)).to.equal('FUNC_ERR_AWS_REGION_UNKNOWN')
      expect(messageOf(error)).to.contain(`region '${region}'`).and.contain(words)
    })
  }

  it('should take regions newer than the table when they are named', () => {
    expect(failure(() => checkRegion('us-moon-1', ['us-moon-1']))).to.equal(undefined)
  })

  it('should know which regions must be switched on', () => {
    expect(isOptIn('ap-east-1')).to.equal(true)
    expect(isOptIn('us-east-1')).to.equal(false)
    expect(isOptIn('cn-north-1')).to.equal(false)
  })
})
