import type {
  GetResourcesCommandInput,
  ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate } from '../clients.ts'

describe('simulator semantics of tagging', () => {
  let now = NOW
  afterEach(() => {
    now = NOW
  })
  const simulator = simulate({ functions: 150, now: () => now })
  const tagging = () => clientsOf(simulator()).tagging
  const get = (input: GetResourcesCommandInput) => tagging().getResources(input)
  const errorOf = async (input: GetResourcesCommandInput) => (await rejection(get(input))).name
  const functions = () => simulator().oracle.functions('us-east-1')

  async function pages(input: GetResourcesCommandInput): Promise<ResourceTagMapping[][]> {
    const found: ResourceTagMapping[][] = []
    let PaginationToken = ''
    do {
      const page = await get({ ...input, PaginationToken })
      found.push(page.ResourceTagMappingList!)
      PaginationToken = page.PaginationToken!
    } while (PaginationToken !== '')
    return found
  }

  const arnsOf = (found: readonly ResourceTagMapping[]) => found.map(({ ResourceARN }) => ResourceARN!)
  const all = async (input: GetResourcesCommandInput) => arnsOf((await pages(input)).flat())

  semantic('wire.tags-once-tagged', async () => {
    const found = (await pages({ ResourceTypeFilters: ['lambda:function'] })).flat()
    const tagged = functions().filter(({ tags }) => Object.keys(tags).length > 0)
    expect(arnsOf(found)).to.include.members(tagged.map(({ arn }) => arn))
    const once = found.filter(({ Tags }) => Tags!.length === 0)
    expect(once.length).to.be.within(1, 20)
    expect(found.length).to.equal(tagged.length + once.length)
    expect(found.length).to.be.lessThan(150)
  })

  semantic('wire.tags-last-page', async () => {
    const first = await get({ ResourcesPerPage: 100 })
    const last = await get({ ResourcesPerPage: 100, PaginationToken: first.PaginationToken! })
    expect([first.PaginationToken === '', last.PaginationToken]).to.eql([false, ''])
  })

  semantic('wire.tags-resources-per-page', async () => {
    expect((await get({ ResourcesPerPage: 1 })).ResourceTagMappingList).to.have.length(1)
    expect((await get({ ResourcesPerPage: 100 })).ResourceTagMappingList).to.have.length(100)
    for (const ResourcesPerPage of [0, 101]) {
      expect(await errorOf({ ResourcesPerPage })).to.equal('InvalidParameterException')
    }
  })

  semantic('wire.tags-per-page', async () => {
    const tagsOf = ({ Tags }: ResourceTagMapping) => Math.max(1, Tags!.length)
    const found = await pages({ TagsPerPage: 100 })
    expect(found.length).to.be.greaterThan(1)
    const counts = found.map((page) => page.reduce((sum, one) => sum + tagsOf(one), 0))
    expect(Math.max(...counts)).to.be.within(90, 100)
    for (const [index, page] of found.slice(1).entries()) {
      expect(counts[index]! + tagsOf(page[0]!)).to.be.greaterThan(100)
    }
    expect(arnsOf(found.flat())).to.eql(await all({}))
    for (const TagsPerPage of [99, 150, 600]) {
      expect(await errorOf({ TagsPerPage })).to.equal('InvalidParameterException')
    }
  })

  semantic('wire.tags-token-quarter-hour', async () => {
    const { PaginationToken } = await get({ ResourcesPerPage: 10 })
    now = new Date(NOW.getTime() + 15 * MINUTE)
    await get({ ResourcesPerPage: 10, PaginationToken: PaginationToken! })
    now = new Date(NOW.getTime() + 15.1 * MINUTE)
    const late = await errorOf({ ResourcesPerPage: 10, PaginationToken: PaginationToken! })
    expect(late).to.equal('PaginationTokenExpiredException')
  })

  semantic('wire.tags-arns-without-pages', async () => {
    const ResourceARNList = [functions()[0]!.arn]
    for (const paging of [{ ResourcesPerPage: 1 }, { TagsPerPage: 100 }, { PaginationToken: 'x' }]) {
      expect(await errorOf({ ResourceARNList, ...paging })).to.equal('InvalidParameterException')
    }
  })

  semantic('wire.tags-unknown-arn', async () => {
    const known = functions().find(({ tags }) => tags.env !== undefined)!.arn
    const { ResourceTagMappingList } = await get({ ResourceARNList: [known, `${known}-not`] })
    expect(arnsOf(ResourceTagMappingList!)).to.eql([known])
  })

  semantic('wire.tags-filters', async () => {
    const TagFilters = [{ Key: 'team', Values: ['core', 'data'] }, { Key: 'env' }]
    const wanted = functions().filter(({ tags }) => ['core', 'data'].includes(tags.team ?? '') && tags.env)
    expect(wanted).to.not.be.empty
    expect(await all({ TagFilters, ResourceTypeFilters: ['lambda'] })).to.eql(wanted.map(({ arn }) => arn))
  })

  semantic('wire.tags-resource-types', async () => {
    const queues = await all({ ResourceTypeFilters: ['sqs'] })
    expect(queues).to.not.be.empty
    for (const arn of queues) expect(arn).to.match(/^arn:aws:sqs:/)
    expect(await all({ ResourceTypeFilters: ['lambda', 'sqs'] })).to.eql(await all({}))
    expect(await all({ ResourceTypeFilters: ['lambda:layer'] })).to.eql([])
  })

  semantic('wire.tags-case', async () => {
    expect(await all({ TagFilters: [{ Key: 'team', Values: ['core'] }] })).to.not.be.empty
    expect(await all({ TagFilters: [{ Key: 'Team', Values: ['core'] }] })).to.eql([])
    expect(await all({ TagFilters: [{ Key: 'team', Values: ['Core'] }] })).to.eql([])
  })

  semantic('wire.tags-limits-of-filters', async () => {
    const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`)
    const filters = (count: number) => texts(count).map((Key) => ({ Key }))
    await get({ TagFilters: filters(50) })
    await get({ TagFilters: [{ Key: 'team', Values: texts(20) }] })
    await get({ ResourceARNList: texts(100) })
    for (const input of [
      { TagFilters: filters(51) },
      { TagFilters: [{ Key: 'team', Values: texts(21) }] },
      { ResourceARNList: texts(101) },
    ]) {
      expect(await errorOf(input)).to.equal('InvalidParameterException')
    }
  })
})
