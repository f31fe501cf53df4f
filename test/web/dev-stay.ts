import { startSimulator, ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'
import { launchBrowser, DESKTOP } from '../support/browser.ts'
import { startConsole } from '../support/console-server.ts'
import { mustRun, runCli } from '../support/cli.ts'
import { mkdtempSync, writeFileSync } from 'node:fs'
const home = mkdtempSync('/tmp/console-dev-')
writeFileSync('/tmp/stay.pid', String(process.pid))
const simulator = await startSimulator({ functions: 60, seed: 1, now: () => new Date(), faults: { latencyMs: 20 } })
await mustRun(['install', 'guance_aws_lambda'], { home })
const flags = (o: Record<string,string>) => Object.entries(o).flatMap(([k, v]) => ['--set', `${k}=${v}`])
await mustRun(['deploy', 'guance_aws_lambda', '--name', 'prod', '--cron', '*/2 * * * *', ...flags({ ak_id: ACCESS_KEY_ID, ak_secret: '-', endpoint: simulator.url, regions: 'us-east-1,eu-west-1' })], { home, input: SECRET_ACCESS_KEY + '\n' })
await mustRun(['deploy', 'guance_aws_lambda', '--name', 'staging', '--cron', '* * * * *', ...flags({ ak_id: 'AKIAWRONGWRONGWRONG1', ak_secret: '-', endpoint: simulator.url, regions: 'us-east-1' })], { home, input: 'wrong-secret\n' })
const server = await startConsole(home, 8188)
const browser = await launchBrowser('/usr/bin/chromium')
const context = await browser.newContext(DESKTOP)
const page = await context.newPage()
await page.goto(server.setupLink!)
await page.getByLabel('New password').fill('correct horse')
await page.getByLabel('Password again').fill('correct horse')
await page.getByRole('button', { name: 'Create administrator' }).click()
await page.getByRole('heading', { name: 'Overview' }).waitFor()
await context.storageState({ path: '/tmp/console-state.json' })
await browser.close()
console.log('up', server.url, home)
for (let i = 0; i < 3; i++) { const r = await runCli(['run', 'prod'], { home }); console.log(r.status); await runCli(['run', 'staging'], { home }) }
const from = new Date(Date.now() - 20 * 3600_000).toISOString()
const b = await runCli(['backfill', 'prod', '--from', from, '--to', new Date().toISOString()], { home }); console.log('backfill', b.status, b.stdout.slice(-300), b.stderr.slice(-300))
