/** Whether AWS would let a script set work: with parameters before anything is saved, or as it is deployed. */
import type { AccessReport, NeededPermission } from '../../aws/check-access.ts'
import type { Store } from '../../home/types.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { Network } from '../../network.ts'
import { startupFile } from '../startup-file.ts'
import { readSecrets } from '../task-secrets.ts'
import { checkAccess } from './check-access.ts'

export interface CheckHome {
  readonly home: string
  readonly network: Network
  readonly store: Pick<Store, 'secrets'>
  readonly installer: { permissions(id: string): Promise<readonly NeededPermission[]> }
}

/** @throws FUNC_ERR_CONFIG_INVALID */
export async function checkConfig(
  { home, network, installer }: CheckHome,
  { scriptSet, config }: { readonly scriptSet: string; readonly config: unknown },
  signal: AbortSignal,
): Promise<AccessReport> {
  const permissions = await installer.permissions(scriptSet)
  return checkAccess({ home, network, scriptSet, permissions, config }, signal)
}

/** @throws FUNC_ERR_STARTUP_LOAD, FUNC_ERR_CONFIG_INVALID, FUNC_ERR_SECRET_MISSING */
export async function checkDeployed(
  { home, network, store, installer }: CheckHome,
  { name, scriptSet }: Pick<Trigger, 'name' | 'scriptSet'>,
  signal: AbortSignal,
): Promise<AccessReport> {
  const permissions = await installer.permissions(scriptSet)
  const startup = { file: startupFile(home, name), secrets: await readSecrets(store.secrets, name) }
  return checkAccess({ home, network, scriptSet, permissions, startup }, signal)
}
