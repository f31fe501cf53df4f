/** A home that collects a simulated AWS account: deploy, watermarks, and whether every value arrived. */
import { STS } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { ACCESS_KEY_ID, ROLE_ARN, SECRET_ACCESS_KEY, type Simulator } from '#func/simulator/simulator.ts'
import { type CliResult, mustRun } from '../cli.ts'
import { readState } from '../inspect-home.ts'
import { type Comparison, compareWithOracle, type PrintedSeries } from './compare.ts'

export const REGIONS = ['us-east-1', 'eu-west-1']
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']
const USUAL_DIMENSIONS = ['FunctionName', 'EventSourceMappingUUID']

export interface DeployedAccount {
  readonly endpoint: string
  /** Of the startup script. @default {'prod'} */
  readonly name?: string
  /** @default {the simulator's} */
  readonly keyId?: string
  readonly secret?: string
  readonly token?: string
  /** @default {REGIONS} */
  readonly regions?: readonly string[]
  /** Further ones, `name=value`. */
  readonly parameters?: readonly string[]
}

/** Deploys an account, or deploys it again; secrets go through standard input. */
export function deployAccount(home: string, account: DeployedAccount): Promise<CliResult> {
  const { keyId = ACCESS_KEY_ID, secret = SECRET_ACCESS_KEY, token, endpoint, regions = REGIONS } = account
  const set = [
    `ak_id=${keyId}`,
    'ak_secret=-',
    ...(token === undefined ? [] : ['session_token=-']),
    `endpoint=${endpoint}`,
    `regions=${regions.join(',')}`,
    ...(account.parameters ?? []),
  ]
  const flags = set.flatMap((parameter) => ['--set', parameter])
  const input = `${[secret, ...(token === undefined ? [] : [token])].join('\n')}\n`
  const { name = 'prod' } = account
  // A region that does not exist is one of the faults.
  const force = regions.includes('us-esat-1') ? ['--force'] : []
  return mustRun(['deploy', 'guance_aws_lambda', '--name', name, ...force, ...flags], { home, input })
}

/** By region: everything before has been acknowledged. Milliseconds since the epoch. */
export async function watermarks(home: string, name = 'prod'): Promise<Record<string, number>> {
  const state = await readState(home, name)
  const windows = Object.entries(state).filter(([key]) => key.startsWith('window/'))
  return Object.fromEntries(
    windows.map(([key, marks]) => [key.split('/')[1], firstMissing(marks as unknown as Marks)]),
  )
}

/** As collection keeps it: times as text. */
interface Marks {
  readonly read: string
  readonly missing: readonly (readonly [from: string, to: string])[]
}

/** Everything before it has been acknowledged. */
function firstMissing({ read, missing }: Marks): number {
  return Math.min(Date.parse(read), ...missing.map(([from]) => Date.parse(from)))
}

export interface WantedValues {
  readonly simulator: Pick<Simulator, 'oracle'>
  readonly regions: readonly string[]
  /** Half-open, milliseconds since the epoch. */
  readonly since: number
  readonly until: number
}

export function compareValues(series: readonly PrintedSeries[], wanted: WantedValues): Comparison {
  const { simulator, ...window } = wanted
  return compareWithOracle(series, {
    ...window,
    oracle: simulator.oracle,
    namespace: 'AWS/Lambda',
    statistics: STATISTICS,
    wanted: ({ dimensions: [first, second] }) =>
      first === undefined || (second === undefined && USUAL_DIMENSIONS.includes(first.Name)),
  })
}

export function expectComplete(series: readonly PrintedSeries[], wanted: WantedValues): void {
  const { right, missing, wrong } = compareValues(series, wanted)
  expect({ missing, wrong }).to.deep.equal({ missing: [], wrong: [] })
  expect(right).to.be.greaterThan(1000 * wanted.regions.length)
}

export type SessionKeys = Required<Pick<DeployedAccount, 'keyId' | 'secret' | 'token'>>

/** Keys of a role, good for a quarter of an hour. */
export async function assumeRole(
  endpoint: string,
  keys: Pick<DeployedAccount, 'keyId' | 'secret'> = {},
): Promise<SessionKeys> {
  const { keyId = ACCESS_KEY_ID, secret = SECRET_ACCESS_KEY } = keys
  const credentials = { accessKeyId: keyId, secretAccessKey: secret }
  const sts = new STS({ endpoint, region: 'us-east-1', credentials })
  const role = { RoleArn: ROLE_ARN, RoleSessionName: 'test', DurationSeconds: 900 }
  const { Credentials: given } = await sts.assumeRole(role)
  sts.destroy()
  return { keyId: given!.AccessKeyId!, secret: given!.SecretAccessKey!, token: given!.SessionToken! }
}
