/** A followed task, its server killed and started again: an open page finds out by itself what became of it. */
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { DESKTOP, openBrowser, screenshot, watchPage } from '../support/console/browser.ts'
import { type ConsoleServer, startConsole } from '../support/console/console-server.ts'

const PASSWORD = 'correct horse'
/** A run takes some seconds: long enough to be killed amid it. */
const LATENCY_MS = 300

interface TaskFacts {
  readonly id: string
  readonly status: string
  readonly error: { readonly code: string } | null
}

describe('console, its server killed while a task is followed', function () {
  this.timeout(180_000)
  let home: string
  let simulator: Simulator
  let server: ConsoleServer
  let browser: Browser
  let page: Page
  let troubles: string[]

  before(async function () {
    browser = await openBrowser(this)
    home = temporaryFolder()
    const now = () => new Date()
    simulator = await startSimulator({ functions: 20, seed: 1, now, faults: { latencyMs: LATENCY_MS } })
    await deploy()
    server = await startConsole(home)
    page = await (await browser.newContext(DESKTOP)).newPage()
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
    if (this.currentTest?.state === 'failed' && page !== undefined) await screenshot(page, 'restart-failed')
  })

  async function deploy(): Promise<void> {
    await mustRun(['install', 'guance_aws_lambda'], { home })
    const values = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    const sets = values.flatMap((value) => ['--set', value])
    const args = ['deploy', 'guance_aws_lambda', '--name', 'prod', '--cron', '0 0 1 1 *', ...sets]
    await mustRun(args, { home, input: `${SECRET_ACCESS_KEY}\n` })
  }

  /** As the page's own session sees them, newest first. */
  async function tasks(): Promise<TaskFacts[]> {
    const { items } = await page.evaluate<{ items: TaskFacts[] }>(
      `fetch('/api/tasks?trigger=prod').then((response) => response.json())`,
    )
    return items
  }

  it('should recover by itself and show the true end', async () => {
    await page.goto(server.setupLink ?? '')
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByLabel('Password again').fill(PASSWORD)
    await page.getByRole('button', { name: 'Create administrator' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.goto(`${server.url}/triggers/prod`)
    await page.getByRole('button', { name: 'Execute', exact: true }).click()
    const log = page.getByTestId('log')
    await log.getByText('Run started').waitFor()
    const [followed] = await tasks()
    expect(followed?.status).to.equal('running')
    await page.evaluate('window.isSamePage = true')

    await server.stop('SIGKILL')
    await page.getByText('Connection lost: trying again by itself').waitFor()
    await screenshot(page, 'connection-lost')
    server = await startConsole(home, Number(new URL(server.url).port))

    await page.getByText('The task has ended; this is its whole log').waitFor()
    await page.getByText('Lost', { exact: true }).first().waitFor()
    await page.getByText('FUNC_ERR_TASK_LOST').first().waitFor()
    await screenshot(page, 'recovered')
    expect(await page.evaluate('window.isSamePage'), 'no reload').to.equal(true)
    expect(new URL(page.url()).pathname).to.equal(`/tasks/${followed?.id}`)
    expect(await log.getByText('Run started').count(), 'lines from before, once each').to.equal(1)
    const reported = (await tasks()).find(({ id }) => id === followed?.id)
    expect(reported).to.deep.include({ status: 'lost' })
    expect(reported?.error?.code).to.equal('FUNC_ERR_TASK_LOST')
  })

  it('should show the run that takes its place to its end, as it goes on', async () => {
    const [again] = await tasks()
    await page.getByRole('link', { name: 'Tasks', exact: true }).first().click()
    await page.locator(`a[href="/tasks/${again?.id}"]`).first().click()
    await page.getByTestId('log').getByText('Run again for a lost task').waitFor()
    await page.getByText('The task has ended; this is its whole log').waitFor()
    await page.getByText('Success').first().waitFor()
    expect((await tasks()).map(({ status }) => status)).to.deep.equal(['success', 'lost'])
    expect(await page.evaluate('window.isSamePage'), 'no reload').to.equal(true)
    expect(troubles).to.deep.equal([])
  })
})
