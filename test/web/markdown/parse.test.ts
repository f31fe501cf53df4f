import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseInline, parseMarkdown } from '../../../web/src/markdown/parse.ts'

const scripts = resolve(import.meta.dirname, '../../../scripts')

describe('markdown', () => {
  it('should read the blocks that READMEs use', () => {
    const source = [
      '# Title',
      '',
      'One',
      'two.',
      '',
      '- a',
      '  b',
      '- c',
      '',
      '| x | y |',
      '|---|---|',
      '| 1 | `a\\|b` |',
      '',
      '```sh',
      'npm ci',
      '```',
    ]
    expect(parseMarkdown(source.join('\n'))).to.deep.equal([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'paragraph', text: 'One two.' },
      { kind: 'list', ordered: false, items: ['a b', 'c'] },
      { kind: 'table', head: ['x', 'y'], rows: [['1', '`a|b`']] },
      { kind: 'code', language: 'sh', text: 'npm ci' },
    ])
  })

  it('should follow only addresses of the web', () => {
    expect(parseInline('a `b` **c** [d](https://e.example) [f](javascript:alert)')).to.deep.equal([
      { kind: 'text', text: 'a ' },
      { kind: 'code', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'strong', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'd', href: 'https://e.example' },
      { kind: 'text', text: ' ' },
      { kind: 'text', text: 'f' },
    ])
  })

  it('should end with any text, and lose no word of a paragraph', () => {
    fc.assert(fc.property(fc.string(), (text) => parseMarkdown(text).length <= text.length))
  })

  for (const set of readdirSync(scripts)) {
    it(`should leave no table of ${set} as text`, () => {
      const blocks = parseMarkdown(readFileSync(join(scripts, set, 'README.md'), 'utf8'))
      const left = blocks.filter((block) => block.kind === 'paragraph' && /^\|.*\|$/.test(block.text))
      expect(left).to.deep.equal([])
    })
  }
})
