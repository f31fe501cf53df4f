/** A real browser for tests of the console: Chromium as the machine has it, axe, screenshots. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findProgram, lacking } from '../requirement.ts'

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const BUILT = resolve(import.meta.dirname, '../../../web/dist/index.html')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Folder of the screenshots, for people to look at; another one with FUNCBOX_SCREENSHOTS. */
const SCREENSHOTS = resolve(
  process.env.FUNCBOX_SCREENSHOTS ?? join(import.meta.dirname, '../../../.funcbox-screenshots'),
)

/**
 * Chromium, for tests of the built console; skips those where either is missing. FUNCBOX_CHROMIUM names another than the
 * one on the path.
 */
export async function openBrowser(test: Mocha.Context): Promise<Browser> {
  const executablePath =
    process.env.FUNCBOX_CHROMIUM ?? PROGRAMS.map(findProgram).find((path) => path !== undefined)
  if (executablePath === undefined) return lacking(test, 'Chromium (apt-get install chromium)')
  if (!existsSync(BUILT)) return lacking(test, 'the built console (npm run build)')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 860 } }
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true }

/** A page that fails the test on what a user would never see: errors in the console, refused scripts. */
export function watchPage(page: Page): string[] {
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      troubles.push(message.text())
    }
  })
  return troubles
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}

interface AxeViolation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe finds, with the page; empty when nothing is wrong. */
export async function violations(page: Page): Promise<object[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<AxeViolation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)`,
  )
  return found.map(({ id, nodes }) => ({
    page: new URL(page.url()).pathname,
    id,
    nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 300)} ${failureSummary}`),
  }))
}

/** By WCAG A and AA, and axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page)).to.deep.equal([])
}

/** The page's address and width where it is wider than the window; empty where it fits. */
export async function sideScroll(page: Page): Promise<string[]> {
  const [wanted, there] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )
  return wanted > there ? [`${new URL(page.url()).pathname} is ${wanted} wide`] : []
}
