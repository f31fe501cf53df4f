import { partition } from '@aws-sdk/core/client'
import { expect } from 'chai'
import { checkRegion, checkRegionForm, homeRegion, isOptIn, partitionOf } from '#func/aws/regions.ts'
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
  const names = [
    ['us-east-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['eusc-de-north-1', 'aws-eusc'],
    ['us-gov-south-1', 'aws-us-gov'],
    ['us-moon-1', 'aws'],
  ] as const
  for (const [region, name] of names) {
    it(`should know the partition of ${region}`, () => {
      expect(partitionOf(region)).to.equal(name)
    })
  }

  const unknown = [
    ['us-esat-1', "no AWS region that is known has this id; did you mean 'us-east-1'?"],
    ['us-east-11', "no AWS region that is known has this id; did you mean 'us-east-1'?"],
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

  const homes = [
    ['ap-east-1', 'us-east-1'],
    ['cn-north-1', 'cn-northwest-1'],
    ['us-gov-east-1', 'us-gov-west-1'],
    ['eusc-de-east-1', 'eusc-de-east-1'],
    ['us-iso-west-1', 'us-iso-east-1'],
  ] as const
  for (const [region, home] of homes) {
    it(`should answer for the account of ${region} in ${home}`, () => {
      expect(homeRegion(region)).to.equal(home)
      expect(partition(region)).to.include({ implicitGlobalRegion: home })
    })
  }

  it('should take a region of the right form that is newer than the table', () => {
    expect(failure(() => checkRegionForm('us-moon-1'))).to.equal(undefined)
    expect(codeOf(failure(() => checkRegionForm('moon')))).to.equal('FUNC_ERR_AWS_REGION_UNKNOWN')
  })

  it('should know which regions must be switched on', () => {
    expect(isOptIn('ap-east-1')).to.equal(true)
    expect(isOptIn('us-east-1')).to.equal(false)
    expect(isOptIn('cn-north-1')).to.equal(false)
  })
})
