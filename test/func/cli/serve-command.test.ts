import { expect } from 'chai'
import { addressText } from '#func/cli/serve-command.ts'

const URL = 'http://127.0.0.1:8088'

describe('cli/serve-command', () => {
  const CASES = [
    ['with a console', { hasConsole: true }, [`console and API on ${URL}`]],
    [
      'with a console at the first start',
      { hasConsole: true, setupToken: 'abc' },
      [`console and API on ${URL}`, `first start: make the first user at ${URL}/setup#abc`],
    ],
    [
      'without a console',
      { hasConsole: false },
      [`API on ${URL} (the console is not built: npm ci builds it)`],
    ],
    [
      'without a console at the first start',
      { hasConsole: false, setupToken: 'abc' },
      [
        `API on ${URL} (the console is not built: npm ci builds it)`,
        `first start: make the first user with POST ${URL}/api/setup and the token abc`,
      ],
    ],
  ] as const
  for (const [what, facts, lines] of CASES) {
    it(`should print where to go ${what}`, () => {
      expect(addressText({ url: URL, ...facts })).to.equal(lines.join('\n'))
    })
  }
})
