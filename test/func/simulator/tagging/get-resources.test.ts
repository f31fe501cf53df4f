import type { GetResourcesCommandInput } from '@aws-sdk/client-resource-groups-tagging-api'
import { expect } from 'chai'
import { clientsOf, NOW, rejection, simulate } from '../clients.ts'

describe('simulator GetResources', () => {
  const simulator = simulate({ functions: 130 })

  async function arns(input: GetResourcesCommandInput): Promise<{ found: string[]; pages: number }> {
    const { tagging } = clientsOf(simulator())
    const found: string[] = []
    let pages = 0
    let PaginationToken: string | undefined
    do {
      const page = await tagging.getResources({ ...input, ...(PaginationToken ? { PaginationToken } : {}) })
      found.push(...page.ResourceTagMappingList!.map(({ ResourceARN }) => ResourceARN!))
      pages += 1
      PaginationToken = page.PaginationToken
    } while (PaginationToken)
    return { found, pages }
  }

  function tagged(matches: (tags: Readonly<Record<string, string>>) => boolean): string[] {
    const functions = simulator().oracle.functions('us-east-1', NOW.getTime())
    return functions.filter(({ tags }) => matches(tags)).map(({ arn }) => arn)
  }

  it('should give the functions with tags, and some that had tags once, page by page', async () => {
    const expected = tagged((tags) => Object.keys(tags).length > 0)
    expect(expected.length).to.be.within(60, 125)
    const { found, pages } = await arns({ ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 20 })
    expect(found).to.include.members(expected)
    expect(found.length - expected.length).to.be.within(1, (130 - expected.length) / 3)
    expect(pages).to.equal(Math.ceil(found.length / 20))
    expect((await arns({ ResourceTypeFilters: ['lambda'] })).found).to.eql(found)
  })

  it('should give the tags themselves', async () => {
    const { tagging } = clientsOf(simulator())
    const { ResourceTagMappingList } = await tagging.getResources({ ResourcesPerPage: 100 })
    const { ResourceARN, Tags } = ResourceTagMappingList![0]!
    const known = simulator()
      .oracle.functions('us-east-1', NOW.getTime())
      .find(({ arn }) => arn === ResourceARN)!
    expect(Object.fromEntries(Tags!.map(({ Key, Value }) => [Key, Value]))).to.eql(known.tags)
  })

  it('should filter by key, by values, and by both of two filters', async () => {
    const ResourceTypeFilters = ['lambda:function']
    const byKey = await arns({ ResourceTypeFilters, TagFilters: [{ Key: 'cost-center' }] })
    expect(byKey.found).to.eql(tagged((tags) => tags['cost-center'] !== undefined))
    const byBoth = await arns({
      ResourceTypeFilters,
      TagFilters: [
        { Key: 'team', Values: ['core', 'data'] },
        { Key: 'env', Values: ['prod'] },
      ],
    })
    const isBoth = (tags: Readonly<Record<string, string>>) =>
      ['core', 'data'].includes(tags.team ?? '') && tags.env === 'prod'
    expect(byBoth.found).to.eql(tagged(isBoth))
    expect(byBoth.found).to.not.be.empty
  })

  it('should give queues too, unless functions alone are wanted', async () => {
    const { found } = await arns({ ResourceTypeFilters: ['sqs'] })
    expect(found).to.have.length(5)
    expect((await arns({})).found).to.include.members(found)
  })

  for (const [what, input, name] of [
    ['a page of 101', { ResourcesPerPage: 101 }, 'InvalidParameterException'],
    ['a page of 0', { ResourcesPerPage: 0 }, 'InvalidParameterException'],
    ['a filter without a key', { TagFilters: [{ Values: ['x'] }] }, 'InvalidParameterException'],
    ['150 tags a page', { TagsPerPage: 150 }, 'InvalidParameterException'],
    ['a bad token', { PaginationToken: 'x' }, 'PaginationTokenExpiredException'],
  ] as const) {
    it(`should refuse ${what}`, async () => {
      const { tagging } = clientsOf(simulator())
      const error = await rejection(tagging.getResources(input as unknown as GetResourcesCommandInput))
      expect(error.name).to.equal(name)
    })
  }
})
