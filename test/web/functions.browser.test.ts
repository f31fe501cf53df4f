/** From the Overview to the function that fails, in a browser. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { mustRun } from '../support/cli.ts'
import { expectAccessible, screenshot } from '../support/console/browser.ts'
import { type ConsolePage, openConsole } from '../support/console/console-page.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'
import { ERROR, FAILING, HEALTHY, writeFunctions } from '../support/store/function-points.ts'

describe('console, functions', function () {
  this.timeout(300_000)
  skipAfterFailure(this)
  let console: ConsolePage
  let page: Page

  before(async function () {
    console = await openConsole(this, { prepare })
    page = console.page
  })

  after(async function () {
    await console?.close(this)
  })

  /** Nothing listens there: what is shown was collected before. */
  async function prepare(home: string): Promise<void> {
    await mustRun(['install', 'guance_aws_lambda'], { home })
    await deployAccount(home, { endpoint: 'http://127.0.0.1:9' })
    await mustRun(['triggers', 'disable', 'prod'], { home })
    await writeFunctions(home)
  }

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

  it('should lead from the Overview to the error of the failing function in two clicks', async () => {
    await open('/')
    await page.getByRole('link', { name: FAILING }).click()
    await page.getByRole('tab', { name: 'Logs' }).click()
    await page.getByText(ERROR).waitFor()
    await expectAccessible(page)
    await screenshot(page, 'function-logs')
    await page.getByRole('textbox', { name: 'Search messages' }).fill('processor 404')
    await page.getByText('No such log events').waitFor()
  })

  it('should have met no error on the way', () => {
    expect(console.troubles).to.deep.equal([])
  })
})
