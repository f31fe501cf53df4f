/** A process that changes script sets and kills itself at the given step: `home market step action id`. */
import { createInstaller } from '#func/market/install.ts'
import { folderSource } from '#func/market/source.ts'

const [home = '', market = '', killAt = '', action = 'install', id = ''] = process.argv.slice(2)

let steps = 0
const installer = createInstaller({
  home,
  sources: [folderSource('test', market)],
  engineVersion: '0.1.0',
  clock: () => new Date(0),
  step: () => {
    if (steps++ === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  },
})
if (action === 'uninstall') await installer.uninstall(id, { triggers: [], dependents: true })
else await installer.install(id, { force: true })
process.stdout.write(String(steps))
