import { hash, hex, letters, pick, unit, uuid } from '../hash.ts'
import { isManaged, logSetupOf } from '../logs/log-setup.ts'
import { partitionOf } from '../regions.ts'
import type { SimFunction } from './functions.ts'

const DESCRIPTIONS = [
  '',
  'Handles "orders", refunds, and returns',
  'Resizes images 🖼️ for the catalogue',
  '每日账单汇总，发送到数据仓库',
  'Called by API Gateway; see https://example.com/runbook?id=7&view=all',
  'Reads a=b, c=d pairs\tand a\\backslash',
]
const HANDLERS = [
  'index.handler',
  'app.lambda_handler',
  'src/main.handle',
  'com.example.Handler::handleRequest',
]
const FIRST_MODIFIED = Date.parse('2023-01-09T08:00:00Z')
const MODIFIED_WITHIN_MS = 900 * 86_400_000

/** A function's configuration in the form of the wire, as ListFunctions gives it: without state and tags. */
export function functionConfiguration(fn: SimFunction, version = '$LATEST'): Record<string, unknown> {
  const seed = fn.traffic.hash
  return {
    FunctionName: fn.name,
    FunctionArn: version === '$LATEST' ? fn.arn : `${fn.arn}:${version}`,
    ...codeOf(fn, seed),
    Role: `arn:${partitionOf(fn.region)}:iam::${fn.account}:role/service-role/${fn.name}-role-${hex(seed, 40, 8)}`,
    CodeSize: 1000 + (hash(seed, 41) % 50_000_000),
    Description: pick(DESCRIPTIONS, seed, 42),
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    LastModified: new Date(modifiedMs(seed)).toISOString().replace('Z', '+0000'),
    CodeSha256: `${letters(seed, 44, 43)}=`,
    Version: version,
    VpcConfig: vpcOf(seed),
    ...(fn.archetype.deadLetter === true ? { DeadLetterConfig: { TargetArn: deadLetterArn(fn) } } : {}),
    ...environmentOf(fn, seed),
    TracingConfig: { Mode: unit(seed, 45) < 0.3 ? 'Active' : 'PassThrough' },
    RevisionId: uuid(seed, version === '$LATEST' ? 46 : 47),
    ...layersOf(fn, seed),
    Architectures: [fn.architecture],
    EphemeralStorage: { Size: unit(seed, 48) < 0.1 ? 2048 : 512 },
    SnapStart: {
      ApplyOn: fn.runtime === 'java21' ? 'PublishedVersions' : 'None',
      OptimizationStatus: fn.runtime === 'java21' && version !== '$LATEST' ? 'On' : 'Off',
    },
    LoggingConfig: loggingOf(fn),
    ...capacityOf(fn),
  }
}

/** What GetFunction adds to the configuration. */
export function functionState(fn: SimFunction): Record<string, unknown> {
  const idle = fn.traffic.shape === 'idle'
  return {
    State: idle ? 'Inactive' : 'Active',
    ...(idle ? { StateReason: 'The function is idle.', StateReasonCode: 'Idle' } : {}),
    LastUpdateStatus: 'Successful',
  }
}

export function modifiedMs(seed: number): number {
  return FIRST_MODIFIED + Math.floor((unit(seed, 43) * MODIFIED_WITHIN_MS) / 1000) * 1000
}

function codeOf(fn: SimFunction, seed: number): Record<string, unknown> {
  if (fn.runtime === undefined) return { PackageType: 'Image' }
  return { PackageType: 'Zip', Runtime: fn.runtime, Handler: pick(HANDLERS, seed, 49) }
}

function vpcOf(seed: number): Record<string, unknown> {
  if (unit(seed, 50) < 0.75)
    return { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false }
  return {
    SubnetIds: [`subnet-0${hex(seed, 51, 16)}`, `subnet-0${hex(seed, 52, 16)}`],
    SecurityGroupIds: [`sg-0${hex(seed, 53, 16)}`],
    VpcId: `vpc-0${hex(seed % 5, 54, 16)}`,
    Ipv6AllowedForDualStack: false,
  }
}

function deadLetterArn(fn: SimFunction): string {
  return `arn:${partitionOf(fn.region)}:sqs:${fn.region}:${fn.account}:order-events-dlq`
}

/** Some functions keep secrets in plain environment variables, as some teams do. */
function environmentOf(fn: SimFunction, seed: number): Record<string, unknown> {
  if (unit(seed, 55) < 0.25) return {}
  const variables: Record<string, string> = { STAGE: fn.tags.env ?? 'prod', LOG_LEVEL: 'info' }
  if (unit(seed, 56) < 0.4) variables.DB_PASSWORD = `pw-${letters(seed, 57, 14)}!`
  if (unit(seed, 58) < 0.3) variables.STRIPE_API_KEY = `sk_live_${letters(seed, 59, 24)}`
  if (unit(seed, 60) < 0.2)
    variables.DATABASE_URL = `postgres://app:${letters(seed, 61, 12)}@db.internal:5432/app`
  if (unit(seed, 62) < 0.2) variables.GREETING = 'héllo, "wörld" 👋\nsecond line'
  return { Environment: { Variables: variables } }
}

function layersOf(fn: SimFunction, seed: number): Record<string, unknown> {
  if (fn.runtime === undefined || !fn.archetype.metrics.includes('PostRuntimeExtensionsDuration')) return {}
  const arn = `arn:${partitionOf(fn.region)}:lambda:${fn.region}:580247275435:layer:LambdaInsightsExtension`
  return { Layers: [{ Arn: `${arn}:${30 + (hash(seed, 63) % 20)}`, CodeSize: 6_325_107 }] }
}

function loggingOf(fn: SimFunction): Record<string, unknown> {
  const { format, group, applicationLevel, systemLevel } = logSetupOf(fn)
  if (format === 'Text') return { LogFormat: 'Text', LogGroup: group }
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: applicationLevel,
    SystemLogLevel: systemLevel,
    LogGroup: group,
  }
}

function capacityOf(fn: SimFunction): Record<string, unknown> {
  if (!isManaged(fn)) return {}
  const CapacityProviderArn = `arn:${partitionOf(fn.region)}:lambda:${fn.region}:${fn.account}:capacity-provider:shared`
  return { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn } } }
}
