import { expect } from 'chai'
import { createHostLogger, createMasker, formatLogLine } from '#func/log.ts'

describe('func/log', () => {
  it('should mask a secret in every spelling', () => {
    const masker = createMasker()
    const secret = 'wJal/rXU+tn"FEMI'
    masker.add(secret)
    for (const text of [secret, encodeURIComponent(secret), JSON.stringify({ secret }), btoa(secret)]) {
      expect(masker.mask(`before ${text} after`)).to.match(/^before .*\*\*\*.* after$/)
    }
    expect(JSON.stringify(masker.maskValue({ a: [{ [secret]: secret, n: 1 }] }))).to.equal(
      '{"a":[{"***":"***","n":1}]}',
    )
  })

  it('should leave ordinary words alone when a secret is very short', () => {
    const masker = createMasker()
    masker.add('x')
    expect(masker.mask('text')).to.equal('text')
  })

  it('should write masked lines at and above its level', () => {
    const lines: string[] = []
    const masker = createMasker()
    masker.add('hunter22')
    const log = createHostLogger({ level: 'info', format: 'json', write: (line) => lines.push(line), masker })
    log.debug({}, 'Unseen')
    log.info({ key: 'hunter22' }, 'Seen')
    expect(lines).to.have.length(1)
    expect(JSON.parse(lines[0]!)).to.include({ level: 'info', msg: 'Seen', key: '***' })
  })

  it('should print a line for people', () => {
    const line = { time: '2026-01-02T03:04:05.000Z', level: 'info', message: 'Found functions' }
    expect(
      formatLogLine({ ...line, fields: { region: 'us-east-1', functions: 12, note: 'two words' } }),
    ).to.equal('03:04:05 info  Found functions region=us-east-1 functions=12 note="two words"')
  })
})
