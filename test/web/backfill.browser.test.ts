/** A stretch of the past read again from the page of a trigger, by keyboard, in a browser that is far from UTC. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { invocations } from '../support/aws/oracle-sums.ts'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { mustRun } from '../support/cli.ts'
import { expectAccessible, screenshot } from '../support/console/browser.ts'
import { type ConsolePage, openConsole } from '../support/console/console-page.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'

const REGIONS = ['us-east-1']
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Hours to the east of UTC of a place where it is about noon or afternoon: far from midnight, and from UTC. */
function hoursEast(now: Date): number {
  const hours = 12 - now.getUTCHours()
  return Math.abs(hours) < 3 ? hours + 4 : hours
}

describe('console, backfill', function () {
  this.timeout(300_000)
  skipAfterFailure(this)
  const east = hoursEast(new Date())
  // the signs of these zones are those of POSIX: west counts up
  const timezoneId = `Etc/GMT${east < 0 ? '+' : '-'}${Math.abs(east)}`
  /** The day before, where the browser is. */
  const yesterday = new Date(Date.now() + (east - 24) * HOUR).toISOString().slice(0, 10)
  const from = Date.parse(`${yesterday}T08:00Z`) - east * HOUR
  const to = from + 90 * MINUTE
  let simulator: Simulator
  let console: ConsolePage
  let page: Page

  before(async function () {
    simulator = await startSimulator({ functions: 8, seed: 1, now: () => new Date() })
    console = await openConsole(this, { prepare, context: { timezoneId } })
    page = console.page
  })

  after(async function () {
    await console?.close(this)
    await simulator?.close()
  })

  async function prepare(home: string): Promise<void> {
    await mustRun(['install', 'guance_aws_lambda'], { home })
    await deployAccount(home, { endpoint: simulator.url, regions: REGIONS })
    await mustRun(['triggers', 'disable', 'prod'], { home })
  }

  const dialog = () => page.getByRole('dialog', { name: 'Read a stretch of the past again' })
  const start = (state: 'enabled' | 'disabled') =>
    dialog()
      .getByRole('button', { name: 'Start' })
      .and(page.locator(`:${state}`))
      .waitFor()

  /** By keyboard alone: opens the field, chooses the day before, types the time. */
  async function choose(label: 'From' | 'To', time: string): Promise<void> {
    const field = dialog().getByLabel(label, { exact: true })
    await field.press('Enter')
    const hours = page.getByRole('spinbutton', { name: 'Hours' })
    await hours.waitFor()
    if (!(await dayBefore().isVisible())) await page.getByRole('button', { name: 'Previous' }).press('Enter')
    await dayBefore().press('Enter')
    await hours.focus()
    await page.keyboard.type(time)
    await page.getByRole('button', { name: 'Done' }).press('Enter')
    await hours.waitFor({ state: 'detached' })
    await field.filter({ hasText: `${yesterday} ${time.slice(0, 2)}:${time.slice(2)}` }).waitFor()
  }

  function dayBefore() {
    const day = new Date(`${yesterday}T12:00Z`)
    const month = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(day)
    return page.getByRole('button', {
      name: `${day.getUTCDate()} ${month} ${day.getUTCFullYear()}`,
      exact: true,
    })
  }

  it('should offer the last hours, and say which time zone it means', async () => {
    await page.goto(`${console.server.url}/triggers/prod`)
    await page.getByRole('button', { name: 'Backfill' }).press('Enter')
    await dialog().getByText(`Times are in your time zone, ${timezoneId}.`).waitFor()
    await start('enabled')
    await expectAccessible(page)
    await dialog().getByLabel('From').press('Enter')
    await page.getByRole('spinbutton', { name: 'Minutes' }).waitFor()
    await screenshot(page, 'backfill-picker')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('spinbutton', { name: 'Minutes' }).waitFor({ state: 'detached' })
    await dialog().waitFor()
  })

  it('should refuse a wrong window, and say why', async () => {
    await choose('To', '0930')
    await dialog().getByText('Wanted: a time after From').waitFor()
    await start('disabled')
    await expectAccessible(page)
    await screenshot(page, 'backfill-refused')
    await choose('From', '0930')
    await dialog().getByText('Wanted: a time after From').waitFor()
    await start('disabled')
  })

  it('should run once for the window, and say so in the task', async () => {
    await choose('From', '0800')
    await dialog().getByText('Wanted:').waitFor({ state: 'detached' })
    await start('enabled')
    await dialog().getByRole('button', { name: 'Start' }).press('Enter')
    await page.waitForURL('**/tasks/*')
    await page.getByText('The task has ended').waitFor()
    await page.getByText('Success').first().waitFor()
    await page.getByText(/8:00:00.*9:30:00/).waitFor()
    await expectAccessible(page)
    await screenshot(page, 'backfilled')
  })

  it('should end with the values of the account in the store, and none beside', async () => {
    const query = 'm=aws_lambda&f=Invocations_Sum&with=FunctionName&without=EventSourceMappingUUID'
    const sums: number[] = []
    for (const around of [0, 2 * HOUR]) {
      await page.goto(`${console.server.url}/metrics?${query}&from=${from - around}&to=${to + around}`)
      const shown = page.getByTestId('metrics-result').locator('tbody td').nth(1)
      await shown.waitFor()
      sums.push(Number(await shown.getAttribute('title')))
    }
    const wanted = invocations(simulator, { regions: REGIONS, from, to })
    expect(wanted).to.be.greaterThan(0)
    expect(sums).to.deep.equal([wanted, wanted])
  })

  it('should have met no error on the way', () => expect(console.troubles).to.deep.equal([]))
})
