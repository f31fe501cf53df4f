import { expect } from 'chai'
import { closest, didYouMean } from '#func/did-you-mean.ts'

describe('func/did-you-mean', () => {
  it('should find a name that is a slip away, and none that is far', () => {
    expect(closest('regoins', ['regions', 'endpoint'])).to.equal('regions')
    expect(closest('pord', ['prod', 'prod-eu'])).to.equal('prod')
    expect(closest('US_east-1', ['us-east-1'])).to.equal('us-east-1')
    expect(closest('nothing', ['regions'])).to.equal(undefined)
  })

  it('should read as the end of a message', () => {
    expect(didYouMean('pord', ['prod'])).to.equal(": did you mean 'prod'?")
    expect(didYouMean('x', ['prod'])).to.equal('')
  })
})
