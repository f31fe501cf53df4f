/** A signed-in administrator in a real browser, before a real server on a home of its own. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { removeFolder, temporaryFolder } from '../cli.ts'
import { DESKTOP, openBrowser, screenshot, watchPage } from './browser.ts'
import { type ConsoleServer, startConsole } from './console-server.ts'

const PASSWORD = 'correct horse'
/** Generous, as the machine may be busy with other things; what is waited for is a state, never a time. */
const LIMIT_MS = 60_000

export interface ConsolePage {
  readonly home: string
  readonly server: ConsoleServer
  readonly browser: Browser
  readonly page: Page
  /** What a user would never see: errors in the browser's console. */
  readonly troubles: readonly string[]
  /** With a picture of the page where the test has failed. */
  close(test: Mocha.Context): Promise<void>
}

export interface ConsolePageOptions {
  /** Before the server starts: installs, deploys. */
  readonly prepare?: (home: string) => Promise<void>
  readonly context?: BrowserContextOptions
}

/** Skips the test where there is no browser or no built console. */
export async function openConsole(
  test: Mocha.Context,
  { prepare, context = {} }: ConsolePageOptions = {},
): Promise<ConsolePage> {
  const browser = await openBrowser(test)
  const home = temporaryFolder()
  await prepare?.(home)
  const server = await startConsole(home)
  // colours are final as soon as something is there, not half faded in
  const calm = { ...DESKTOP, reducedMotion: 'reduce' } as const
  const page = await (await browser.newContext({ ...calm, ...context })).newPage()
  page.setDefaultTimeout(LIMIT_MS)
  const troubles = watchPage(page)
  await makeAdministrator(page, server)
  return {
    ...{ home, server, browser, page, troubles },
    async close(ended) {
      const failed = ended.test?.parent?.tests.some(({ state }) => state === 'failed') === true
      if (failed) await screenshot(page, `${ended.test?.parent?.title} failed`.replaceAll(/\W+/g, '-'))
      await browser.close()
      await server.stop()
      removeFolder(home)
    },
  }
}

async function makeAdministrator(page: Page, { setupLink = '' }: ConsoleServer): Promise<void> {
  await page.goto(setupLink)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create administrator' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}
