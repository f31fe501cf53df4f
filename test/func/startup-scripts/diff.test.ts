import { expect } from 'chai'
import fc from 'fast-check'
import { unifiedDiff } from '#func/startup-scripts/diff.ts'

const labels = { before: 'a', after: 'b' }

/** Applies a unified diff the way `patch` does, without fuzz. */
function applyDiff(before: string, diff: string): string {
  const source = before.split('\n')
  const result: string[] = []
  let position = 0
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)
      while (position < start) result.push(source[position++] ?? '')
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else if (line.startsWith('-') || line.startsWith(' ')) {
      expect(source[position], `line ${position + 1}`).to.equal(line.slice(1))
      if (line.startsWith(' ')) result.push(source[position] ?? '')
      position++
    }
  }
  return [...result, ...source.slice(position)].join('\n')
}

describe('func/startup-scripts/diff', () => {
  it('should give a diff that turns one text into the other', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', '', '-x', '+y'), { maxLength: 30 })
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [before, after] = [a, b].map((lines) => lines.map((line) => `${line}\n`).join('')) as [
          string,
          string,
        ]
        const diff = unifiedDiff(before, after, labels)
        if (before === after) expect(diff).to.equal('')
        else expect(applyDiff(before, diff)).to.equal(after)
      }),
      { numRuns: 300 },
    )
  })

  it('should print hunks with three lines of context', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n'
    expect(unifiedDiff(before, before.replace('5', 'five'), labels)).to.equal(
      '--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    )
  })

  it('should mark a missing newline at the end', () => {
    expect(unifiedDiff('x', 'x\n', labels)).to.equal(
      '--- a\n+++ b\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n',
    )
  })
})
