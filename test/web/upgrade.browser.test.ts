/** An installed script set meets a newer version in a market folder: what will change, edits, the result. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { expectAccessible, screenshot } from '../support/console/browser.ts'
import { type ConsolePage, openConsole } from '../support/console/console-page.ts'
import { writeFile, writeSet } from '../support/market/market.ts'
import { skipAfterFailure } from '../support/skip-after-failure.ts'

const EDITED = "export async function run() { throw new Error('mine') }\n"

const saying = (text: string) =>
  `export async function run(_config: unknown, { log }: { log: { info(fields: object, text: string): void } }) {
  log.info({}, '${text}')
}
`

const used = (what: string) => {
  const text = { en: what, 'zh-CN': what }
  return { feature: text, lost: text }
}

describe('console, upgrade of a script set', function () {
  this.timeout(300_000)
  skipAfterFailure(this)
  const old = temporaryFolder()
  const fresh = temporaryFolder()
  let console: ConsolePage
  let page: Page

  before(async function () {
    writeSet(old, { id: 'queue_core', library: true })
    writeSet(old, { id: 'queue_watch', requires: { queue_core: '^1.0.0' }, files: { 'old.ts': '// old' } })
    writeSet(fresh, { id: 'other', library: true })
    console = await openConsole(this, { prepare })
    page = console.page
  })

  after(async function () {
    await console?.close(this)
    removeFolder(old)
    removeFolder(fresh)
  })

  async function prepare(home: string): Promise<void> {
    writeFile(join(home, 'funcbox.json'), JSON.stringify({ market: { folders: [old, fresh] } }))
    await mustRun(['install', 'queue_watch'], { home })
    const never = ['--cron', '0 0 1 1 *', '--set', 'regions=us-east-1']
    await mustRun(['deploy', 'queue_watch', '--name', 'queues', ...never], { home })
  }

  const offer = (version: string) => {
    writeSet(fresh, { id: 'queue_core', version, library: true })
    return writeSet(fresh, {
      ...{ id: 'queue_watch', version, requires: { queue_core: `^${version}` } },
      files: { 'main.ts': saying(`This is ${version}`), 'new.ts': '// new' },
      permissions: [
        { action: 'lambda:ListFunctions', ...used('Objects') },
        { action: 'sqs:ListQueues', ...used('Queues') },
      ],
    })
  }

  const card = () => page.getByRole('article').filter({ hasText: 'queue_watch' })
  const dialog = () => page.getByRole('dialog')
  const upgrade = () => dialog().getByRole('button', { name: 'Upgrade' })
  const installed = (path: string) => readFileSync(join(console.home, 'scripts/queue_watch', path), 'utf8')

  it('should show that there is an update, whichever source has it, and that files were edited', async () => {
    await page.goto(`${console.server.url}/market`)
    await card().getByText('Installed', { exact: true }).waitFor()
    offer('1.1.0')
    writeFileSync(join(console.home, 'scripts/queue_watch/main.ts'), EDITED)
    await page.reload()
    await card().getByText('Update to 1.1.0').waitFor()
    await card().getByText('Edited', { exact: true }).waitFor()
    await page.getByRole('radiogroup', { name: 'State' }).getByText('Update', { exact: true }).click()
    await page.getByRole('article').filter({ hasText: 'guance' }).first().waitFor({ state: 'detached' })
    await expectAccessible(page)
  })

  it('should show what will change before anything does', async () => {
    await card().getByRole('link', { name: 'Details' }).click()
    await page.getByRole('heading', { name: 'Set queue_watch', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Upgrade' }).focus()
    await page.keyboard.press('Enter')
    for (const reported of [
      'Upgrade Set queue_watch to 1.1.0',
      '1.0.0 → 1.1.0',
      `from ${fresh}`,
      '1 new file, 2 changed files, 1 removed file',
      'Changes of 1.1.0',
      'sqs:ListQueues',
      'use the new version from their next run on: queues',
      'queue_watch/main.ts',
    ]) {
      await dialog().getByText(reported).first().waitFor()
    }
    expect(await dialog().getByText('lambda:ListFunctions').count(), 'a right it has already').to.equal(0)
    await upgrade().and(page.locator(':disabled')).waitFor()
    await expectAccessible(page)
    await screenshot(page, 'upgrade-plan')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    expect(installed('main.ts')).to.equal(EDITED)
  })

  it('should keep edited files beside the new ones, and name them', async () => {
    await page.keyboard.press('Enter')
    await dialog()
      .getByRole('checkbox', { name: /my edited files are kept/ })
      .focus()
    await page.keyboard.press('Space')
    await upgrade().and(page.locator(':enabled')).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Installed: queue_core 1.1.0, queue_watch 1.1.0').waitFor()
    await page.getByText('Your edited files are kept as queue_watch/main.ts.local-1.0.0').waitFor()
    await dialog().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Upgrade' }).waitFor({ state: 'detached' })
    await expectAccessible(page)
    await screenshot(page, 'upgraded')
    expect(installed('main.ts')).to.equal(saying('This is 1.1.0'))
    expect(installed('main.ts.local-1.0.0')).to.equal(EDITED)
  })

  it('should show the kept file, and mark nothing as edited', async () => {
    await page.getByRole('tab', { name: 'Files' }).click()
    await page
      .getByRole('row', { name: /main\.ts\.local-1\.0\.0/ })
      .getByText('added by hand')
      .waitFor()
    await page.getByRole('button', { name: 'main.ts.local-1.0.0' }).press('Enter')
    await page.getByText("throw new Error('mine')").waitFor()
    expect(await page.getByText('Edited', { exact: true }).count()).to.equal(0)
    await expectAccessible(page)
  })

  it('should run the new version from the next run on', async () => {
    await page.goto(`${console.server.url}/triggers/queues`)
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.getByTestId('log').getByText('This is 1.1.0').waitFor()
    await page.getByText('The task has ended').waitFor()
    await page.getByText('queue_watch 1.1.0').waitFor()
  })

  it('should change nothing where a file is not what its manifest says', async () => {
    offer('1.2.0')
    writeFile(join(fresh, 'scripts/queue_watch/main.ts'), '// not what the digest is of')
    await page.goto(`${console.server.url}/market/queue_watch`)
    await page.getByRole('button', { name: 'Upgrade' }).click()
    await dialog().getByText('1.1.0 → 1.2.0').first().waitFor()
    await upgrade().click()
    await dialog()
      .getByText("Cannot install 'queue_watch' 1.2.0 as the digest of 'main.ts' differs")
      .waitFor()
    await dialog().getByText('FUNC_ERR_MARKET_DIGEST_MISMATCH').waitFor()
    await expectAccessible(page)
    await screenshot(page, 'upgrade-refused')
    expect(installed('main.ts')).to.equal(saying('This is 1.1.0'))
  })

  it('should have met no error on the way', () => expect(console.troubles).to.deep.equal([]))
})
