/** Other collectors: how each is set up to read the same metrics, and how its output is read. */
import { join } from 'node:path'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'

export const RIVALS = ['yace', 'telegraf', 'cloudwatch_exporter'] as const
export type RivalName = (typeof RIVALS)[number]

export interface RivalPlan {
  readonly binary: string
  /** Folder for its configuration. */
  readonly folder: string
  /** Of the simulated account. */
  readonly url: string
  readonly port: number
  readonly metrics: readonly string[]
  readonly statistics: readonly string[]
}

export interface RivalStart {
  readonly command: string
  readonly args: readonly string[]
  readonly configFile: string
  readonly config: string
  /** Where its metrics are served; undefined when it writes them to standard output and ends. */
  readonly endpoint: string | undefined
}

export interface RivalValue {
  readonly functionName: string
  /** Of metric and statistic, small letters and digits only, e.g. `durationsamplecount`. */
  readonly field: string
  /** Milliseconds; undefined when it has none. */
  readonly time: number | undefined
  readonly value: number
}

export interface Rival {
  start(plan: RivalPlan): RivalStart
  read(output: string): RivalValue[]
}

export const RIVAL: Readonly<Record<RivalName, Rival>> = {
  yace: { start: startYace, read: (text) => readExposition(text, 'dimension_FunctionName') },
  telegraf: { start: startTelegraf, read: readInflux },
  cloudwatch_exporter: { start: startExporter, read: (text) => readExposition(text, 'function_name') },
}

/** Keys and region that every one of them takes from its environment. */
export function rivalEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** A custom namespace rather than discovery by tags: discovery leaves untagged functions out. */
function startYace({ binary, folder, port, metrics, statistics }: RivalPlan): RivalStart {
  const configFile = join(folder, 'yace.yml')
  const lines = metrics.map((name) => `      - {name: ${name}, statistics: [${statistics.join(', ')}]}`)
  const config = `apiVersion: v1alpha1
sts-region: us-east-1
customNamespace:
  - name: lambda
    namespace: AWS/Lambda
    regions: [us-east-1]
    period: 60
    length: 300
    delay: 0
    addCloudwatchTimestamp: true
    exportAllDataPoints: true
    recentlyActiveOnly: true
    dimensionNameRequirements: [FunctionName]
    metrics:
${lines.join('\n')}
`
  const address = `127.0.0.1:${port}`
  const args = [`--config.file=${configFile}`, `--listen-address=${address}`, '--scraping-interval=86400']
  return { command: binary, args, configFile, config, endpoint: `http://${address}/metrics` }
}

function startExporter({ binary, folder, port, metrics, statistics }: RivalPlan): RivalStart {
  const configFile = join(folder, 'exporter.yml')
  const rule = `aws_dimensions: [FunctionName], aws_statistics: [${statistics.join(', ')}]`
  const lines = metrics.map((name) => `  - {aws_namespace: AWS/Lambda, aws_metric_name: ${name}, ${rule}}`)
  const config = `region: us-east-1
use_get_metric_data: true
period_seconds: 60
range_seconds: 300
delay_seconds: 0
set_timestamp: true
list_metrics_cache_ttl: 3600
metrics:
${lines.join('\n')}
`
  const args = ['-jar', binary, String(port), configFile]
  return { command: 'java', args, configFile, config, endpoint: `http://127.0.0.1:${port}/metrics` }
}

/** It has no percentiles, and reads one window of one period. */
function startTelegraf({ binary, folder, url, metrics }: RivalPlan): RivalStart {
  const configFile = join(folder, 'telegraf.conf')
  const config = `[agent]
  interval = "5m"
  omit_hostname = true
[[inputs.cloudwatch]]
  region = "us-east-1"
  endpoint_url = "${url}"
  access_key = "${ACCESS_KEY_ID}"
  secret_key = "${SECRET_ACCESS_KEY}"
  namespaces = ["AWS/Lambda"]
  period = "1m"
  delay = "1m"
  interval = "5m"
  recently_active = "PT3H"
  ratelimit = 25
  batch_size = 500
  timeout = "30s"
  [[inputs.cloudwatch.metrics]]
    names = [${metrics.map((name) => `"${name}"`).join(', ')}]
    [[inputs.cloudwatch.metrics.dimensions]]
      name = "FunctionName"
      value = "*"
[[outputs.file]]
  files = ["stdout"]
`
  const args = ['--config', configFile, '--once']
  return { command: binary, args, configFile, config, endpoint: undefined }
}

const SAMPLE = /^aws_lambda_(\w+)\{(.*)\} (\S+)(?: (\d+))?$/

/** Prometheus text; a time is written in milliseconds. */
function readExposition(text: string, label: string): RivalValue[] {
  const functionName = new RegExp(`(?:^|,)${label}="([^"]*)"`)
  return text.split('\n').flatMap((line) => {
    const [, name, labels, value, time] = SAMPLE.exec(line) ?? []
    const named = functionName.exec(labels ?? '')?.[1]
    if (name === undefined || named === undefined) return []
    const at = time === undefined ? undefined : Number(time)
    return [{ functionName: named, field: plainName(name), time: at, value: Number(value) }]
  })
}

function readInflux(text: string): RivalValue[] {
  return text.split('\n').flatMap((line) => {
    const [, tags, fields, time] = /^cloudwatch_aws_lambda,(\S+) (\S+) (\d+)$/.exec(line) ?? []
    const functionName = /(?:^|,)function_name=([^,]*)/.exec(tags ?? '')?.[1]
    if (functionName === undefined) return []
    return (fields ?? '').split(',').map((pair) => {
      const [field = '', value] = pair.split('=')
      return { functionName, field: plainName(field), time: Number(time) / 1e6, value: Number(value) }
    })
  })
}

/** Every collector spells metric and statistic in its own way; the letters are the same. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
