import { hash, hex, letters, pick, unit, uuid } from '../hash.ts'
import { isManaged, logSetupOf } from '../logs/log-setup.ts'
import { partitionOf } from '../regions.ts'
import { changesOf, type Deploy, deployAt, memoryOf } from './deploys.ts'
import { EXECUTION_TIMEOUT_SECONDS, RETENTION_DAYS } from './durable.ts'
import { hasTenants, isDurable } from './features.ts'
import type { SimFunction } from './functions.ts'
import { describedLayer, ownLayersOf } from './layers.ts'
import { LATEST, publishedMs } from './versions.ts'

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

/** A function's configuration in the form of the wire, as ListFunctions gives it: without state and tags. */
export function functionConfiguration(
  fn: SimFunction,
  ms: number,
  version = LATEST,
): Record<string, unknown> {
  const deploy = version === LATEST ? deployAt(fn, ms) : publishing(fn, version)
  const seed = fn.traffic.hash
  const code = codeSeed(fn, deploy, version)
  return {
    FunctionName: fn.name,
    FunctionArn: version === LATEST ? fn.arn : `${fn.arn}:${version}`,
    ...packageOf(fn, seed),
    Role: `arn:${partitionOf(fn.region)}:iam::${fn.account}:role/service-role/${fn.name}-role-${hex(seed, 40, 8)}`,
    CodeSize: codeSizeOf(code),
    Description: describedAs(fn, deploy),
    Timeout: fn.timeoutSeconds,
    MemorySize: memoryOf(fn, deploy),
    LastModified: new Date(deploy.atMs).toISOString().replace('Z', '+0000'),
    CodeSha256: `${letters(code, 44, 43)}=`,
    Version: version,
    VpcConfig: vpcOf(seed),
    ...(fn.archetype.deadLetter === true ? { DeadLetterConfig: { TargetArn: deadLetterArn(fn) } } : {}),
    ...environmentOf(fn, deploy),
    TracingConfig: { Mode: unit(seed, 45) < 0.3 ? 'Active' : 'PassThrough' },
    RevisionId: uuid(hash(seed, deploy.atMs / 1000), version === LATEST ? 46 : 47),
    ...layersOf(fn, deploy),
    Architectures: [fn.architecture],
    EphemeralStorage: { Size: unit(seed, 48) < 0.1 ? 2048 : 512 },
    SnapStart: {
      ApplyOn: fn.runtime === 'java21' ? 'PublishedVersions' : 'None',
      OptimizationStatus: fn.runtime === 'java21' && version !== LATEST ? 'On' : 'Off',
    },
    LoggingConfig: loggingOf(fn),
    ...capacityOf(fn),
    ...durableOf(fn),
    ...tenancyOf(fn),
  }
}

/** The code and settings of a version never change. */
function publishing(fn: SimFunction, version: string): Deploy {
  return { number: 0, atMs: publishedMs(fn, version), kind: 'code', failed: false }
}

export function codeSizeAt(fn: SimFunction, ms: number, version = LATEST): number {
  const deploy = version === LATEST ? deployAt(fn, ms) : publishing(fn, version)
  return codeSizeOf(codeSeed(fn, deploy, version))
}

function codeSizeOf(seed: number): number {
  return 1000 + (hash(seed, 41) % 50_000_000)
}

/** The same as long as the code is. */
function codeSeed(fn: SimFunction, deploy: Deploy, version: string): number {
  const change = version === LATEST ? changesOf(fn, deploy, 'code') : -Number(version)
  return change === 0 ? fn.traffic.hash : hash(fn.traffic.hash, change, 47)
}

function describedAs(fn: SimFunction, deploy: Deploy): string {
  return pick(DESCRIPTIONS, fn.traffic.hash, 42, changesOf(fn, deploy, 'description'))
}

function packageOf(fn: SimFunction, seed: number): Record<string, unknown> {
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
function environmentOf(fn: SimFunction, deploy: Deploy): Record<string, unknown> {
  const seed = fn.traffic.hash
  if (unit(seed, 55) < 0.25) return {}
  const variables: Record<string, string> = { STAGE: fn.tags.env ?? 'prod', LOG_LEVEL: 'info' }
  const changes = changesOf(fn, deploy, 'environment')
  if (changes > 0) variables.FLAGS_VERSION = String(changes)
  if (unit(seed, 56) < 0.4) variables.DB_PASSWORD = `pw-${letters(seed, 57, 14)}!`
  if (unit(seed, 58) < 0.3) variables.STRIPE_API_KEY = `sk_live_${letters(seed, 59, 24)}`
  if (unit(seed, 60) < 0.2)
    variables.DATABASE_URL = `postgres://app:${letters(seed, 61, 12)}@db.internal:5432/app`
  if (unit(seed, 62) < 0.2) variables.GREETING = 'héllo, "wörld" 👋\nsecond line'
  return { Environment: { Variables: variables } }
}

function layersOf(fn: SimFunction, deploy: Deploy): Record<string, unknown> {
  if (fn.runtime === undefined) return {}
  const seed = fn.traffic.hash
  const changes = changesOf(fn, deploy, 'layers')
  const own = ownLayersOf(fn, changes).map(describedLayer)
  if (fn.archetype.metrics.includes('PostRuntimeExtensionsDuration')) {
    const arn = `arn:${partitionOf(fn.region)}:lambda:${fn.region}:580247275435:layer:LambdaInsightsExtension`
    own.push({ Arn: `${arn}:${30 + (hash(seed, 63) % 20) + changes}`, CodeSize: 6_325_107 })
  }
  return own.length === 0 ? {} : { Layers: own }
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

function durableOf(fn: SimFunction): Record<string, unknown> {
  return isDurable(fn)
    ? {
        DurableConfig: { RetentionPeriodInDays: RETENTION_DAYS, ExecutionTimeout: EXECUTION_TIMEOUT_SECONDS },
      }
    : {}
}

function tenancyOf(fn: SimFunction): Record<string, unknown> {
  return hasTenants(fn) ? { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } } : {}
}
