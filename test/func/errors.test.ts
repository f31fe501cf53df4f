import { expect } from 'chai'
import { codeOf, ERRORS, FuncError } from '#func/errors.ts'

describe('func/errors', () => {
  it('should give every code a meaning and an advice', () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      expect(code).to.match(/^FUNC_ERR_[A-Z0-9_]+$/)
      expect(entry.meaning, code).to.match(/^(funcbox|[A-Z]).*[^.]$/s)
      expect(entry.todo, code).to.match(/^(funcbox|[A-Z]).*[^.]$/s)
    }
  })

  it('should keep code, advice and cause', () => {
    const cause = new Error('below')
    const error = new FuncError('FUNC_ERR_USAGE', 'Cannot do it', { cause })
    expect(codeOf(error)).to.equal('FUNC_ERR_USAGE')
    expect(error.cause).to.equal(cause)
    expect(error.todo).to.equal(ERRORS.FUNC_ERR_USAGE.todo)
  })
})
