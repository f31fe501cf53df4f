import { expect } from 'chai'
import { errorFingerprint } from '../../../../scripts/guance_aws_lambda_logs/lines/error-fingerprint.ts'
import { LineParser } from '../../../../scripts/guance_aws_lambda_logs/lines/line-parser.ts'
import { AT } from '../events.ts'
import { errorCorpus } from './error-corpus.ts'

const CORPUS = errorCorpus(12)

/** Of each group the share of its most frequent partner, over all failures. */
function share(pairs: readonly (readonly [group: string, partner: string])[]): number {
  let matching = 0
  for (const group of Map.groupBy(pairs, ([name]) => name).values()) {
    const partners = Map.groupBy(group, ([, partner]) => partner)
    matching += Math.max(...[...partners.values()].map((same) => same.length))
  }
  return matching / pairs.length
}

describe('guance_aws_lambda_logs/lines/error-fingerprint', () => {
  const found = CORPUS.flatMap(({ cause, message }) => {
    const incident = new LineParser().parse(message, AT).find(({ kind }) => kind === 'incident')
    return incident?.kind === 'incident' ? [{ cause, ...errorFingerprint(message, incident.errorType) }] : []
  })

  it('should find a failure in every line of 200 causes and more', () => {
    expect(CORPUS.length).to.be.at.least(2000)
    expect(new Set(CORPUS.map(({ cause }) => cause)).size).to.be.at.least(200)
    expect(found).to.have.length(CORPUS.length)
  })

  it('should keep causes of a function apart, and one cause together', () => {
    // One function of each runtime.
    const groupOf = ({ fingerprint, cause }: (typeof found)[number]) =>
      `${cause.split('-')[0]} ${fingerprint}`
    const purity = share(found.map((each) => [groupOf(each), each.cause]))
    const completeness = share(found.map((each) => [each.cause, groupOf(each)]))
    expect(purity, 'purity').to.be.at.least(0.98)
    expect(completeness, 'completeness').to.be.at.least(0.98)
  })

  it('should show what an error says without what varies', () => {
    const text = "[ERROR] OrderError: Order 17 of 'x' is gone\nTraceback (most recent call last):\n"
    expect(errorFingerprint(text, 'OrderError').pattern).to.equal('Order <*> of <*> is gone')
  })

  it('should take any text in time that grows with its length', () => {
    for (const part of ['a', '1', "'", '"', 'at x ', '"errorMessage": "\\', ' ', '\n']) {
      expect(errorFingerprint(part.repeat(1 << 18), 'x').fingerprint).to.have.length(14)
    }
  })
})
