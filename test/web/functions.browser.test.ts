/** From the Overview to the function that fails, in a browser. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { expectAccessible, screenshot } from '../support/console/browser.ts'
import { type ConsolePage, openConsole } from '../support/console/console-page.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'
import { FAILING, HEALTHY, writeFunctions } from '../support/store/function-points.ts'

describe('console, functions', function () {
  this.timeout(300_000)
  skipAfterFailure(this)
  let console: ConsolePage
  let page: Page

  before(async function () {
    console = await openConsole(this, { prepare: (home) => writeFunctions(home) })
    page = console.page
  })

  after(async function () {
    await console?.close(this)
  })

  const rows = () => page.locator('tbody tr')
  const open = (path: string) => page.goto(console.server.url + path)

  it('should list functions, the one in trouble first, with what changed and when', async () => {
    await open('/functions')
    await page.getByText('2 functions, 1 in trouble').waitFor()
    const [first, second] = await rows().allInnerTexts()
    expect(first).to.match(new RegExp(`^${FAILING}\\s.*Errors 0% → \\d+% since \\d\\d:\\d\\d`, 's'))
    expect(second).to.match(new RegExp(`^${HEALTHY}\\s`))
    await expectAccessible(page)
    await screenshot(page, 'functions')
  })

  it('should keep its search in the address', async () => {
    await page.getByRole('textbox', { name: 'Search functions' }).fill('LIST')
    await page.waitForURL('**/functions?*name=LIST*')
    await page.getByText('1 function, 0 in trouble').waitFor()
    expect(await rows().count()).to.equal(1)
    await page.reload()
    await page.getByText('1 function, 0 in trouble').waitFor()
    expect(await page.getByRole('textbox', { name: 'Search functions' }).inputValue()).to.equal('LIST')
  })

  it('should lead to the metrics of a function, from its row and from Ctrl-K', async () => {
    await open('/functions?sort=name')
    await page.getByRole('link', { name: FAILING }).click()
    await page.getByRole('dialog', { name: FAILING }).waitFor()
    await open('/functions')
    await page.getByRole('heading', { name: 'Functions' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Page, function').fill('orders')
    await page.getByRole('option', { name: HEALTHY }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: HEALTHY }).waitFor()
  })

  it('should have met no error on the way', () => {
    expect(console.troubles).to.deep.equal([])
  })
})
