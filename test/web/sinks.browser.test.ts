/** Sinks in the settings, against a receiver over real HTTP: added, checked, changed, removed; secrets stay hidden. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { expectAccessible, screenshot } from '../support/console/browser.ts'
import { type ConsolePage, openConsole } from '../support/console/console-page.ts'
import { type ReceivedRequest, type Receiver, startReceiver } from '../support/sinks/receiver.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'

const SECRET = 'never-shown-4711'
const basic = (password: string) => `Basic ${Buffer.from(`writer:${password}`).toString('base64')}`

/** As InfluxDB 1.x with authentication answers. */
function answer({ headers }: ReceivedRequest) {
  if (headers.authorization === basic(SECRET)) return { status: 204 }
  return { status: 401, body: '{"error":"authorization failed"}' }
}

describe('console, sinks', function () {
  this.timeout(300_000)
  skipAfterFailure(this)
  let console: ConsolePage
  let page: Page
  let receiver: Receiver
  const answers: Promise<string>[] = []

  before(async function () {
    console = await openConsole(this)
    page = console.page
    receiver = await startReceiver(answer)
    page.on('response', (response) => {
      if (/json/.test(response.headers()['content-type'] ?? '')) answers.push(response.text().catch(() => ''))
    })
  })

  after(async function () {
    await console?.close(this)
    await receiver?.close()
  })

  const drawer = () => page.getByRole('dialog')
  const field = (name: string) => drawer().getByRole('textbox', { name, exact: true })
  const check = () => drawer().getByRole('button', { name: 'Check' })
  const save = () => drawer().getByRole('button', { name: 'Save' })
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })

  it('should show what is in use before any sink was added', async () => {
    await page.goto(`${console.server.url}/settings/sinks`)
    await row('local').getByText('In use as no sink is configured').waitFor()
    await row('local').getByRole('button', { name: 'Check' }).press('Enter')
    await row('local').getByRole('status').waitFor()
    await expectAccessible(page)
  })

  it('should show at each field what is missing or wrong', async () => {
    await page.getByRole('button', { name: 'Add sink' }).press('Enter')
    await drawer().getByRole('textbox', { name: 'Type' }).or(drawer().getByRole('combobox')).first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'InfluxDB 1.x' }).click()
    await save().click()
    await drawer().getByText('Wanted: a lower-case letter').waitFor()
    expect(await drawer().getByText('Needed', { exact: true }).count(), 'URL and database').to.equal(2)
    await expectAccessible(page)
    await screenshot(page, 'sink-incomplete')
    await field('Name').fill('local')
    await field('URL').fill('nowhere')
    await field('Database').fill('lambda')
    await save().click()
    await drawer().getByText("'url'").first().waitFor()
    expect(receiver.requests).to.deep.equal([])
  })

  it('should check what is filled in, and save nothing by that', async () => {
    await field('Name').fill('influx')
    await field('URL').fill(receiver.url)
    await drawer()
      .getByRole('button', { name: /more parameters/ })
      .press('Enter')
    await field('User').fill('writer')
    await field('Password').fill('wrong')
    await check().press('Enter')
    await drawer().getByRole('status').getByText('authorization failed').waitFor()
    await expectAccessible(page)
    await screenshot(page, 'sink-refused')
    await field('Password').fill(SECRET)
    await drawer().getByText('authorization failed').waitFor({ state: 'detached' })
    await check().press('Enter')
    await drawer().getByText("takes points for database 'lambda'").waitFor()
    expect(receiver.requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      basic('wrong'),
      basic(SECRET),
    ])
    expect(await row('influx').count()).to.equal(0)
  })

  it('should add it beside the local store', async () => {
    await save().press('Enter')
    await drawer().waitFor({ state: 'detached' })
    await row('influx').getByText(receiver.url).waitFor()
    await row('local').getByRole('button', { name: 'Remove' }).waitFor()
    await expectAccessible(page)
    await screenshot(page, 'sinks')
  })

  it('should check a saved one, good and bad', async () => {
    await row('influx').getByRole('button', { name: 'Check' }).press('Enter')
    await row('influx').getByText("takes points for database 'lambda'").waitFor()
    receiver.answer = () => ({ status: 503, body: 'down for maintenance' })
    await row('influx').getByRole('button', { name: 'Check' }).press('Enter')
    await row('influx').getByText('503').waitFor()
    await expectAccessible(page)
    await screenshot(page, 'sink-down')
    receiver.answer = answer
  })

  it('should change it and keep the secret, without showing it', async () => {
    await row('influx').getByRole('button', { name: 'Edit' }).press('Enter')
    await drawer()
      .getByRole('button', { name: /more parameters/ })
      .press('Enter')
    expect(await field('Password').inputValue()).to.equal('')
    expect(await field('Password').getAttribute('placeholder')).to.match(/^Stored/)
    expect(await field('Name').isDisabled()).to.equal(true)
    await field('Database').fill('lambda_eu')
    await drawer().getByRole('switch', { name: 'Required' }).press('Space')
    const before = receiver.requests.length
    await check().press('Enter')
    await drawer().getByText("takes points for database 'lambda_eu'").waitFor()
    expect(receiver.requests.slice(before).map(({ headers }) => headers.authorization)).to.deep.equal([
      basic(SECRET),
    ])
    await save().press('Enter')
    await drawer().waitFor({ state: 'detached' })
    await row('influx').getByText('Best effort').waitFor()
  })

  it('should not take the name of another', async () => {
    await page.getByRole('button', { name: 'Add sink' }).press('Enter')
    await field('Name').fill('influx')
    await drawer().getByText('There is a sink of this name').waitFor()
    await page.keyboard.press('Escape')
    await drawer().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Add sink' }).and(page.locator(':focus')).waitFor()
  })

  it('should remove one after asking', async () => {
    await row('influx').getByRole('button', { name: 'Remove' }).press('Enter')
    await drawer().getByText('Sink influx is forgotten with its secrets').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await drawer().waitFor({ state: 'detached' })
    await row('influx').getByRole('button', { name: 'Remove' }).press('Enter')
    await drawer().getByRole('button', { name: 'Remove' }).press('Enter')
    await row('influx').waitFor({ state: 'detached' })
    await row('local').waitFor()
  })

  it('should never have sent the secret to the browser', async () => {
    await page.goto(`${console.server.url}/settings/audit`)
    await page.getByText('sink.change').waitFor()
    expect(answers.length).to.be.greaterThan(10)
    expect((await Promise.all(answers)).filter((text) => text.includes(SECRET))).to.deep.equal([])
    expect(console.troubles).to.deep.equal([])
  })
})
