import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MantineProvider } from '@mantine/core'
import { expect } from 'chai'
import fc from 'fast-check'
import { createElement, type FunctionComponent } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { createServer, type ViteDevServer } from 'vite'

const root = resolve(import.meta.dirname, '../../..')
const scripts = join(root, 'scripts')

describe('markdown', function () {
  this.timeout(60_000)
  let server: ViteDevServer
  let render: (source: string) => string

  before(async () => {
    server = await createServer({
      configFile: false,
      root: join(root, 'web'),
      appType: 'custom',
      logLevel: 'error',
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    })
    const { MarkdownText } = await server.ssrLoadModule('/src/markdown/markdown-text.tsx')
    const text: FunctionComponent<{ source: string }> = MarkdownText
    render = (source) =>
      renderToStaticMarkup(createElement(MantineProvider, null, createElement(text, { source })))
  })
  after(() => server.close())

  /** Elements with the attributes that matter, and texts. */
  function outline(source: string): string {
    return render(source)
      .replaceAll(/<style[\s\S]*?<\/style>/g, '')
      .replaceAll(/ (class|style|dir|data-[\w-]+)="[^"]*"/g, '')
      .replaceAll(/<\/?(div|span)>/g, '')
      .replaceAll(/\n/g, ' ')
      .replaceAll(/> (?=<)|(?<=>) $/g, '>')
  }

  it('should render the blocks that READMEs use', () => {
    const table = '| x *y* | z |\n|---|---|\n| 1 | `a\\|b` |'
    expect(outline(`# Title\n\nOne\ntwo.\n\n- a\n  b\n- c\n\n${table}\n\n\`\`\`sh\nnpm ci\n\`\`\``)).to.equal(
      '<h2>Title</h2><p>One two.</p><ul><li>a b</li><li>c</li></ul>' +
        '<section tabindex="0" aria-label="x y, z (10)"><table><thead><tr><th>x <em>y</em></th><th>z</th></tr></thead>' +
        '<tbody><tr><td>1</td><td><code>a|b</code></td></tr></tbody></table></section>' +
        '<pre tabindex="0"><code>npm ci </code></pre>',
    )
  })

  it('should keep the title of the page the only one of its level', () => {
    expect(outline('# a\n\n## b\n\n#### c')).to.equal('<h2>a</h2><h3>b</h3><h3>c</h3>')
  })

  it('should link only to the web and to mail', () => {
    expect(outline('[a](https://e.example), [b](mailto:x@e.example)')).to.equal(
      '<p><a href="https://e.example" target="_blank" rel="noopener noreferrer">a</a>, ' +
        '<a href="mailto:x@e.example" target="_blank" rel="noopener noreferrer">b</a></p>',
    )
    for (const address of [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'data:text/html,x',
      '../x.md',
      '//e.example',
    ])
      expect(outline(`[a](${address})`), address).to.equal('<p>a</p>')
  })

  it('should show HTML as text, hide comments and load no image', () => {
    expect(outline('a <b>c</b><!-- no\none --><img src=x onerror=y>')).to.equal(
      '<p>a &lt;b&gt;c&lt;/b&gt;&lt;img src=x onerror=y&gt;</p>',
    )
    expect(outline('<script>x</script>')).to.equal('&lt;script&gt;x&lt;/script&gt;')
    expect(outline('![a picture](https://e.example/x.png)')).to.equal('<p>a picture</p>')
  })

  it('should show a task list without controls', () => {
    expect(outline('- [x] a\n- [ ] b')).to.equal('<ul><li>☑ a</li><li>☐ b</li></ul>')
  })

  it('should render any text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab \n#*-|`[]()<>!1.:/\\_~') })
    fc.assert(
      fc.property(text, (source) => !/<(script|img|iframe|input)/.test(render(source))),
      { numRuns: 50 },
    )
  })

  for (const set of readdirSync(scripts)) {
    it(`should leave no table of ${set} as text`, () => {
      const html = outline(readFileSync(join(scripts, set, 'README.md'), 'utf8'))
      expect(html).not.to.match(/<p>\||\|---/)
    })
  }
})
