/** Finds the config that a run would get, and asks AWS about it; inside a worker. */
import { checkAccess } from '../../aws/check-access.ts'
import { createAwsClients } from '../../aws/clients.ts'
import { createMasker, type Masker } from '../../log.ts'
import { readInstalled } from '../../market/installed.ts'
import { parseConfig } from '../../market/manifest.ts'
import type { AwsAccount } from '../../script.ts'
import type { AccessAnswer, AccessOrder } from '../host/check-access.ts'
import { startupName } from '../startup-file.ts'
import { toTaskError } from '../task-error.ts'
import { createEnv, secretsInConfig } from '../task-secrets.ts'
import { loadStartup } from './load.ts'

/** The part of a config that says whom to ask; every AWS set has it. */
interface Config {
  readonly account?: AwsAccount
  readonly regions?: 'ALL' | readonly string[]
}

/** Fewer attempts than a run: somebody waits for the answer. */
const SETTINGS = { maxAttempts: 2, throttleRounds: 2, requestTimeoutMs: 10_000 }

/** Never rejects; secrets are masked. */
export async function answerAccess(order: AccessOrder): Promise<AccessAnswer> {
  const masker = createMasker()
  for (const secret of Object.values(order.startup?.secrets ?? {})) masker.add(secret)
  try {
    const config = await configOf(order, masker)
    return { kind: 'checked', report: masker.maskValue(await reportOn(config, order)) }
  } catch (error) {
    return { kind: 'refused', error: toTaskError(error, masker.mask) }
  }
}

async function configOf(order: AccessOrder, masker: Masker): Promise<Config> {
  const given = order.startup === undefined ? order.config : await loadConfig(order.startup)
  for (const secret of secretsInConfig(given)) masker.add(secret)
  const { manifest } = await readInstalled(order.home, order.scriptSet)
  return parseConfig(manifest, given) as Config
}

async function loadConfig({ file, secrets }: NonNullable<AccessOrder['startup']>): Promise<unknown> {
  const module = await loadStartup(file)
  return module.config(createEnv(startupName(file), secrets))
}

async function reportOn({ account = {}, regions = 'ALL' }: Config, { permissions, network }: AccessOrder) {
  const { signal } = new AbortController()
  const aws = createAwsClients({ now: Date.now, settings: { ...SETTINGS, network }, signal })
  try {
    const report = await checkAccess({ aws, account, regions, permissions, now: Date.now(), signal })
    return { ...report, clockAheadMs: -aws.clock.offset }
  } finally {
    aws.close()
  }
}
