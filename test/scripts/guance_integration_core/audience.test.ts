import { expect } from 'chai'
import { audienceOf, audienceToJson } from '../../../scripts/guance_integration_core/audience.ts'

const sinks = [
  { id: 'a@1', settledOnly: false },
  { id: 'b@2', settledOnly: false },
  { id: 'vm@3', settledOnly: true },
]

describe('core/audience', () => {
  it('should find the sinks that lack what was written', () => {
    expect(audienceOf(sinks, ['a@1', 'b@1'])).to.deep.equal({
      replacing: ['a@1', 'b@2'],
      lacking: ['b@2'],
      settledOnly: ['vm@3'],
    })
  })

  it('should take all sinks for known before any were noted', () => {
    expect(audienceOf(sinks, undefined).lacking).to.deep.equal([])
    expect(audienceOf(sinks.slice(0, 2), undefined).replacing).to.equal(undefined)
    expect(audienceOf(undefined, ['a@1'])).to.deep.equal({
      replacing: undefined,
      lacking: [],
      settledOnly: [],
    })
  })

  it('should still know the other sinks after a task that was for one of them', () => {
    const kept = audienceToJson(sinks.slice(1, 2), audienceToJson(sinks, undefined))
    expect(audienceOf(sinks, kept).lacking).to.deep.equal([])
  })
})
