/** A process that deploys and kills itself at the given step: `home market step request`. */
import { type DeployRequest, deploy, removeDeploy } from '#func/startup-scripts/deploy.ts'
import { openDeployHome } from './deploy.ts'

const [home = '', market = '', killAt = '', request = '{}'] = process.argv.slice(2)

let steps = 0
const opened = await openDeployHome(home, market, () => {
  if (steps++ === Number(killAt)) process.kill(process.pid, 'SIGKILL')
})
const parsed = JSON.parse(request) as DeployRequest & { remove?: boolean }
if (parsed.remove) await removeDeploy(opened.options, parsed.name)
else await deploy(opened.options, parsed)
await opened.close()
process.stdout.write(String(steps))
