import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../support/console/browser.ts'
import { type LogServer, startLogServer } from '../../support/console/log-server.ts'

const LINES = 100_000

/** How often the page shows another number of lines. */
const COUNT_STEPS = `
  self.steps = 0
  const count = document.querySelector('[data-testid=log-count]')
  const observer = new MutationObserver(() => { self.steps++ })
  observer.observe(count, { attributes: true, attributeFilter: ['data-total'] })
`

describe('log view', function () {
  this.timeout(240_000)
  let server: LogServer
  let browser: Browser
  let page: Page

  before(async function () {
    browser = await openBrowser(this)
    server = await startLogServer()
    page = await browser.newPage()
    page.setDefaultTimeout(120_000)
    // the longest time between two turns of the page's event loop
    await page.addInitScript(
      'let last = performance.now(); self.longestMs = 0; setInterval(() => { const now = performance.now(); self.longestMs = Math.max(self.longestMs, now - last - 50); last = now }, 50)',
    )
    await page.goto(`${server.url}/tasks/t-1`)
    await page.getByTestId('log').waitFor()
  })

  after(async () => {
    await browser?.close()
    await server?.down()
  })

  const total = (lines: number) => page.locator(`[data-testid=log-count][data-total="${lines}"]`).waitFor()

  it('should take 100,000 lines step by step, with few of them in the page', async () => {
    server.grow(1000)
    await total(1000)
    await page.evaluate(COUNT_STEPS)
    await page.evaluate('self.longestMs = 0')
    server.grow(LINES)
    await total(LINES)
    await page.getByText(`line ${LINES}`, { exact: false }).first().waitFor()
    // a page that freezes shows all of them at once, on machines of any speed
    expect(await page.evaluate<number>('self.steps')).to.be.at.least(3)
    const elements = await page.evaluate<number>('document.querySelectorAll("[data-testid=log] *").length')
    expect(elements).to.be.lessThan(2000)
    // a frozen page stands for tens of seconds; hosts take away several of them
    expect(await page.evaluate<number>('self.longestMs')).to.be.lessThan(20_000)
  })

  it('should keep the first and the last part, and report the gap', async () => {
    await page.getByRole('button', { name: 'Follow the end' }).click()
    await page.evaluate('document.querySelector("[data-testid=log]").scrollTop = 0')
    await page.getByText('line 1 region', { exact: false }).first().waitFor()
    await page.evaluate('document.querySelector("[data-testid=log]").scrollTop = 10_000 * 20 - 200')
    await page.getByText('lines are not kept in this page').waitFor()
  })

  it('should reconnect by itself where it stopped, and show the true end', async () => {
    await server.down()
    await page.getByText('Connection lost').waitFor()
    server.grow(LINES + 500)
    await server.up()
    await total(LINES + 500)
    expect(server.resumedFrom.at(-1)).to.equal(LINES)
    server.end()
    await page.getByText('The task has ended').waitFor()
    await page.getByText('The true end').waitFor()
    expect(await page.getByText('Failed', { exact: true }).first().isVisible()).to.equal(true)
  })
})
