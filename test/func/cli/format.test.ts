import { expect } from 'chai'
import { dollars, number, sparkline, table, width } from '#func/cli/format.ts'

describe('func/cli/format', () => {
  it('should align columns by their width on the terminal', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['订单', '1'],
          ['abcdef', '2'],
        ],
      ),
    ).to.deep.equal(['name    n', '订单    1', 'abcdef  2'])
    expect(width('a😀')).to.equal(3)
  })

  it('should keep a row on one line', () => {
    expect(table(['a', 'b'], [['x\n\u001b[31my', 'z']])[1]).to.equal('x [31my  z')
  })

  it('should draw a sparkline with gaps', () => {
    expect(sparkline([0, undefined, 7, 3])).to.equal('▁ █▄')
    expect(sparkline([5, 5])).to.equal('▁▁')
    expect(sparkline([])).to.equal('')
  })

  it('should print numbers and money for people', () => {
    expect([1234567, 0.123456, 12.5].map(number)).to.deep.equal(['1,234,567', '0.1235', '12.5'])
    expect([0.00123, 12].map(dollars)).to.deep.equal(['$0.00123', '$12.00'])
  })
})
