import { expect } from 'chai'
import { type FloodFigures, measureFlood } from '../support/aws/logs-flood.ts'

const LINES = 100_000

/** `npm run bench -- --log-flood 1000000` prints the figures of a real flood. */
describe(`a log group with ${LINES} lines in five minutes`, function () {
  this.timeout(600_000)
  let figures: FloodFigures

  before(async () => {
    figures = await measureFlood({ lines: LINES, functions: 30 })
  })

  it('should be added up, each line once', () => {
    expect(figures.counted).to.equal(LINES)
  })

  it('should not hold up other groups', () => {
    expect(figures.groups).to.be.greaterThan(20)
    expect(figures.starved).to.eql([])
  })

  it('should not need more than 300 MB', () => {
    expect(figures.peakMb).to.be.at.most(300)
  })
})
