/** The whole job in a real browser, against a real server on a fresh home and a simulated AWS account. */
import { expect } from 'chai'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { busiest, invocations } from '../support/aws/oracle-sums.ts'
import { removeFolder, temporaryFolder } from '../support/cli.ts'
import {
  DESKTOP,
  expectAccessible,
  openBrowser,
  PHONE,
  screenshot,
  sideScroll,
  violations,
  watchPage,
} from '../support/console/browser.ts'
import { type ConsoleServer, startConsole } from '../support/console/console-server.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'

const REGIONS = ['us-east-1', 'eu-west-1']
const PASSWORD = 'correct horse'

/** Every page that can be linked to, with something that it shows once its data is there. */
const PAGES: readonly (readonly [name: string, path: string, shown: string])[] = [
  ['overview', '/', '.card'],
  ['market', '/market', 'article'],
  ['script-set', '/market/guance_aws_lambda', '[role=tabpanel] h2'],
  ['permissions', '/market/guance_aws_lambda?tab=permissions', '[role=tabpanel] pre'],
  ['measurements', '/market/guance_aws_lambda?tab=measurements', '[role=tabpanel] td'],
  ['deploy', '/market/guance_aws_lambda/deploy?name=prod', 'input[id=parameter_account_name]'],
  ['startup-scripts', '/startup', 'tbody tr'],
  ['startup-script', '/startup/prod', '.cm-content'],
  ['triggers', '/triggers', 'tbody tr'],
  ['trigger', '/triggers/prod', 'tbody tr'],
  ['tasks', '/tasks', 'tbody tr'],
  ['functions', '/functions', 'tbody tr'],
  ['objects', '/objects', '[role=cell]'],
  ['metrics', '/metrics', 'canvas'],
  ['dashboards', '/dashboards', 'article'],
  ['dashboard', '/dashboards/guance_aws_lambda/aws-lambda', 'canvas'],
  ['sinks', '/settings/sinks', 'tbody tr'],
  ['retention', '/settings/retention', 'tbody tr'],
  ['users', '/settings/users', 'tbody tr'],
  ['access-keys', '/settings/keys', '.card button'],
  ['audit', '/settings/audit', 'tbody tr'],
  ['account', '/settings/account', 'form'],
]

describe('console', function () {
  this.timeout(600_000)
  skipAfterFailure(this)
  let home: string
  let simulator: Simulator
  let server: ConsoleServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let troubles: string[]

  before(async function () {
    browser = await openBrowser(this)
    home = temporaryFolder()
    simulator = await startSimulator({
      functions: 20,
      seed: 1,
      now: () => new Date(),
      faults: { latencyMs: 5 },
    })
    server = await startConsole(home)
    context = await browser.newContext(DESKTOP)
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    troubles = watchPage(page)
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
    await simulator?.close()
    if (home !== undefined) removeFolder(home)
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && page !== undefined) await screenshot(page, 'failed')
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })

  it('should make the first administrator with the set-up link', async () => {
    await page.goto(server.setupLink ?? '')
    await page.getByLabel('New password').waitFor()
    await expectAccessible(page)
    await screenshot(page, 'set-up')
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByLabel('Password again').fill(PASSWORD)
    await button('Create administrator').click()
    await page.getByText('Three steps to your first data').waitFor()
    await screenshot(page, 'first-steps')
  })

  it('should install from the market after showing what will change', async () => {
    await page.getByRole('link', { name: 'Script Market', exact: true }).click()
    await page.getByLabel('Search the market').fill('lambda')
    await page.getByRole('article').getByRole('button', { name: 'Install' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('guance_integration_core').waitFor()
    await screenshot(page, 'install')
    await dialog.getByRole('button', { name: 'Install', exact: true }).click()
    await page.getByRole('link', { name: 'Deploy startup script' }).click()
  })

  it('should show missing parameters and bad keys before anything is saved', async () => {
    await page.getByRole('textbox', { name: 'AWS AK ID' }).fill('AKIAWRONG')
    await button('Test').click()
    await page.getByText('Needed together with AWS AK ID').waitFor()
    await page.getByRole('textbox', { name: 'AWS AK SECRET' }).fill('wrong')
    await fillRegions(page)
    await button(/more parameters/).click()
    await page.getByLabel('AWS endpoint').fill(simulator.url)
    await button('Test').click()
    await page.getByText('FUNC_ERR_AWS_CREDENTIALS_INVALID').waitFor()
  })

  it('should deploy after the test of keys and permissions', async () => {
    await page.getByRole('textbox', { name: 'AWS AK ID' }).fill(ACCESS_KEY_ID)
    await page.getByRole('textbox', { name: 'AWS AK SECRET' }).fill(SECRET_ACCESS_KEY)
    await button('Test').click()
    await page.getByText('The keys are good').waitFor()
    await page.getByText('The keys are good').scrollIntoViewIfNeeded()
    await expectAccessible(page)
    await screenshot(page, 'test-of-keys')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('prod')
    await page.locator('form').getByRole('button', { name: 'Deploy startup script' }).click()
    await page.getByRole('heading', { name: 'AWS Lambda collection (prod)' }).waitFor()
    await page.getByText('Next runs, in UTC').waitFor()
  })

  it('should execute with a live log and end as a task record', async () => {
    await button('Execute').click()
    await page.getByText('Run started').waitFor()
    await page.getByText('The task has ended').waitFor()
    await page.getByText('Success').first().waitFor()
    await page.getByLabel('Search the log').fill('eu-west-1')
    await page.getByText(/\d+ of \d+ lines/).waitFor()
    await screenshot(page, 'task')
    await expectAccessible(page)
  })

  it('should list one object for each function', async () => {
    const wanted = REGIONS.reduce((sum, region) => sum + simulator.oracle.functions(region).length, 0)
    await page.getByRole('link', { name: 'Infrastructure / Custom' }).click()
    await page.getByText(`${wanted} objects`).waitFor()
    const name = busiest(simulator, lastHour())
    await page.getByRole('textbox', { name: 'Search names and tags' }).fill(name)
    await page.getByRole('cell').getByRole('button', { name }).first().click()
    await page.getByRole('dialog').locator('canvas').first().waitFor()
    await screenshot(page, 'object')
    await page.getByRole('tab', { name: 'Message' }).click()
    await page.getByRole('dialog').getByText('FunctionArn').first().waitFor()
    await page.keyboard.press('Escape')
  })

  it('should show the values that the simulated account has', async () => {
    // Runs take up to a quarter of an hour, and count in the minute of their start.
    const to = Math.floor(Date.now() / 60_000) * 60_000 - 25 * 60_000
    const from = to - 30 * 60_000
    await page.goto(
      `${server.url}/metrics?m=aws_lambda&f=Invocations_Sum&with=FunctionName&without=EventSourceMappingUUID&from=${from}&to=${to}`,
    )
    const shown = page.getByTestId('metrics-result').locator('tbody td').nth(1)
    await shown.waitFor()
    expect(Number(await shown.getAttribute('title'))).to.equal(
      invocations(simulator, { regions: REGIONS, from, to }),
    )
  })

  it('should save an edited startup script only when it loads', async () => {
    await page.goto(`${server.url}/startup/prod`)
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('const broken = ;\n')
    await page.keyboard.press('Control+s')
    await page
      .getByText(/FUNC_ERR_/)
      .first()
      .waitFor()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Shift+End')
    await page.keyboard.type('// mine')
    await button('Save').click()
    await page.getByText('Edited by hand').first().waitFor()
    await page.getByText('Differences').click()
    await page.locator('.cm-insertedLine, .cm-changedLine').first().waitFor()
    await screenshot(page, 'differences')
  })

  it('should be walked by keyboard: skip link, jump, menu', async () => {
    await page.goto(server.url)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Skip to the content')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Page, function').fill('Metr')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/metrics')
    await page.getByRole('button', { name: 'Menu of user admin' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    await page.keyboard.press('Escape')
  })

  for (const [scheme, language] of [
    ['light', 'en'],
    ['dark', 'zh-CN'],
  ] as const) {
    it(`should be accessible on every page: ${scheme}, ${language}`, async () => {
      const other = await otherContext(DESKTOP, scheme, language)
      const found: object[] = []
      for (const [name, path, shown] of PAGES) {
        await other.goto(server.url + path)
        await other.locator(shown).first().waitFor()
        await screenshot(other, `${name}-${scheme}`)
        found.push(...(await violations(other)))
        expect(await other.locator('html').getAttribute('lang')).to.equal(language)
      }
      await other.context().close()
      expect(found).to.deep.equal([])
    })
  }

  it('should show in Chinese what comes from script sets and from the server', async () => {
    const chinese = await otherContext(DESKTOP, 'light', 'zh-CN')
    await chinese.goto(`${server.url}/market/guance_aws_lambda?tab=permissions`)
    await rowOf(chinese, 'lambda:ListFunctions').getByText('函数对象、关联标签').waitFor()
    await chinese.goto(`${server.url}/market/guance_aws_lambda?tab=measurements`)
    await rowOf(chinese, 'Throttles').getByText('因没有可用并发而被限流的请求数').waitFor()
    await rowOf(chinese, 'PolledEventCount').getByText('事件源映射', { exact: true }).waitFor()
    await screenshot(chinese, 'measurements-zh')
    await chinese.goto(`${server.url}/settings/retention`)
    await rowOf(chinese, 'FUNCBOX_RETENTION_POINT_DAYS')
      .getByText('本地存储中数据点及不再写入的对象的保留天数')
      .waitFor()
    await chinese.goto(`${server.url}/market/guance_aws_lambda/deploy?name=prod`)
    await chinese.getByRole('button', { name: '测试', exact: true }).click()
    await rowOf(chinese, 'tag:GetResources').getByText('按标签的筛选').waitFor()
    await rowOf(chinese, 'tag:GetResources').scrollIntoViewIfNeeded()
    await screenshot(chinese, 'test-of-keys-zh')
    await chinese.context().close()
  })

  it('should fit a phone on every page', async () => {
    const phone = await otherContext(PHONE, 'light', 'en')
    const wide: string[] = []
    for (const [name, path, shown] of PAGES) {
      await phone.goto(server.url + path)
      await phone.locator(shown).first().waitFor()
      await screenshot(phone, `${name}-phone`)
      wide.push(...(await sideScroll(phone)))
    }
    await phone.getByLabel('Open or close the menu').tap()
    await phone.getByRole('link', { name: 'Tasks' }).tap()
    await phone.waitForURL('**/tasks')
    await phone.context().close()
    expect(wide).to.deep.equal([])
  })

  async function otherContext(device: typeof DESKTOP, scheme: string, language: string): Promise<Page> {
    const other = await browser.newContext({ ...device, storageState: await context.storageState() })
    await other.addInitScript(
      `localStorage.setItem('funcbox-color-scheme', '${scheme}'); localStorage.setItem('funcbox-language', '${language}')`,
    )
    const opened = await other.newPage()
    opened.setDefaultTimeout(60_000)
    return opened
  }

  it('should sign out, and come back to the page that was asked for', async () => {
    await page.getByRole('button', { name: 'Menu of user admin' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expectAccessible(page)
    await page.goto(`${server.url}/triggers/prod`)
    await page.getByLabel('User name').fill('admin')
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await button('Sign in').click()
    await page.getByRole('heading', { name: 'AWS Lambda collection (prod)' }).waitFor()
    expect(new URL(page.url()).pathname).to.equal('/triggers/prod')
  })

  it('should have met no error on the way', () => expect(troubles).to.deep.equal([]))
})

/** The row of a table that has this word in code. */
function rowOf(page: Page, code: string): Locator {
  return page.locator('tr', { has: page.locator('code').getByText(code, { exact: true }) })
}

async function fillRegions(page: Page): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Regions' })
  for (const region of REGIONS) {
    await field.fill(region)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
}

/** Of the first region, up to what is settled. */
function lastHour() {
  const to = Math.floor(Date.now() / 60_000) * 60_000 - 10 * 60_000
  return { regions: REGIONS.slice(0, 1), from: to - 60 * 60_000, to }
}
