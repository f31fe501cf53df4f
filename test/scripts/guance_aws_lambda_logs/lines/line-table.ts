/** Every shape of a line, with all that becomes of it. */
import type { Point } from '#func/script.ts'
import type { Refusal } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { AT, check, custom, enhanced, errorOfType, invocation, phase, S, SECOND, single } from '../events.ts'

export interface Row {
  readonly message: string
  /** @default [] */
  readonly points?: readonly Point[]
  /** Reasons, in the order of the lines. */
  readonly refused?: readonly Refusal[]
  /** Incidents that wait for their report. */
  readonly waiting?: number
}

const row = (message: string, ...points: Point[]): Row => ({ message, points })
const bad = (message: string, ...refused: Refusal[]): Row => ({ message, refused })
const waits = (message: string): Row => ({ message, waiting: 1 })
const plain = (message: string): Row => ({ message })

const UUID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const ISO = '2026-08-01T12:00:07.500Z'
const METRIC = `MONITORING|${S}|42|count|my.metric.name|#tag1:value,tag2`
const POINT = custom({ 'my.metric.name': 42 }, { tag1: 'value', tag2: 'true' })
const A = custom({ 'a.b': 1 })

/** The documented forms, and what emitters make of them. */
const DOCUMENTED: readonly Row[] = [
  row(METRIC, POINT),
  row(`${METRIC}\n`, POINT),
  row(`${METRIC}\r\n`, POINT),
  row(`MONITORING|${S}|42|gauge|my.metric.name|#tag1:value,tag2`, POINT),
  row(
    `MONITORING|${S}|7|histogram|my.metric.name.hist|#tag1:value,tag2`,
    custom(single('my.metric.name.hist', 7), { tag1: 'value', tag2: 'true' }),
  ),
  row(`MONITORING|${S}|1|check|my.metric.name.check`, check('my.metric.name.check', 1, 'WARNING')),
  row(`MONITORING|${S}|0|check|c`, check('c', 0, 'OK')),
  row(`MONITORING|${S}|2|check|c|`, check('c', 2, 'CRITICAL')),
  row(`MONITORING|${S}|3|check|c|#a:b`, check('c', 3, 'UNKNOWN', { a: 'b' })),
  row(`MONITORING|${S}|1|count|a.b`, A),
  row(`MONITORING|${S}|1|count|a.b|`, A),
  row(`MONITORING|${S}|1|count|a.b|#`, A),
  row(`MONITORING|${S}|1|count|a.b|x:y`, custom({ 'a.b': 1 }, { x: 'y' })),
  row(`MONITORING|${S}|1|count|a.b|#x:y|`, custom({ 'a.b': 1 }, { x: 'y' })),
  row(`MONITORING|${S}|1|count|a.b|##x:y`, custom({ 'a.b': 1 }, { x: 'y' })),
  row(
    `MONITORING|${S}|1|count|a.b|#service-name:x, #host-address:y`,
    custom({ 'a.b': 1 }, { 'service-name': 'x', 'host-address': 'y' }),
  ),
  row(
    `MONITORING|${S}|1|count|a.b|#demo:matt, imagefcn:download`,
    custom({ 'a.b': 1 }, { demo: 'matt', imagefcn: 'download' }),
  ),
  row(`MONITORING|${S}|1|count|a.b|#a:1, b:2 ,#c:3`, custom({ 'a.b': 1 }, { a: '1', b: '2', c: '3' })),
  row(
    `MONITORING|${S}.4133823|12|count|test_legacy_metric|#env:prod,event_name:\n`,
    custom({ test_legacy_metric: 12 }, { env: 'prod', event_name: 'true' }),
  ),
  row(`MONITORING|${AT}|1|count|a.b`, A),
  row(`MONITORING|${AT}000|1|count|a.b`, A),
  row(`MONITORING|${AT}000000|1|count|a.b`, A),
  row(`MONITORING|${S}.999|1|count|a.b`, A),
  row(`MONITORING|1.785585607e9|1|count|a.b`, A),
  row(`MONITORING| ${S} | 1 | count | a.b | #x:y `, custom({ 'a.b': 1 }, { x: 'y' })),
  row(`  MONITORING|${S}|1|count|a.b`, A),
  row(`MONITORING|${S}|1.000000|gauge|a.b`, A),
  row(`MONITORING|${S}|-1.5e3|gauge|a.b`, custom({ 'a.b': -1500 })),
  row(`MONITORING|${S}|1e+06|gauge|a.b`, custom({ 'a.b': 1e6 })),
  row(`MONITORING|${S}|.5|gauge|a.b`, custom({ 'a.b': 0.5 })),
  row(`MONITORING|${S}|+5|gauge|a.b`, custom({ 'a.b': 5 })),
  row(`MONITORING|${S}|-3|count|a.b`, custom({ 'a.b': -3 })),
  row(`MONITORING|${S}|0.1|count|a.b`, custom({ 'a.b': 0.1 })),
  row(`MONITORING|${S}|1|COUNT|a.b`, A),
  row(`MONITORING|${S}|1|Gauge|a.b`, A),
  row(`MONITORING|${S}|3|distribution|a.b`, custom({ ...single('a.b', 3), 'a.b.sum': 3 })),
  row(`MONITORING|${S - 60}|1|count|a.b`, custom({ 'a.b': 1 }, {}, SECOND - 60_000)),
  row(`MONITORING|${S - 3600 + 1}|1|count|a.b`, custom({ 'a.b': 1 }, {}, SECOND - 3_599_000)),
  row(`MONITORING|${S + 600}|1|count|a.b`, custom({ 'a.b': 1 }, {}, SECOND + 600_000)),
]

/** Names and tags that the policy changes. */
const NAMED: readonly Row[] = [
  row(`MONITORING|${S}|1|count|a b`, custom({ a_b: 1 })),
  row(`MONITORING|${S}|1|count|1st.request`, custom({ 'st.request': 1 })),
  row(`MONITORING|${S}|1|count|Orders.Placed`, custom({ 'Orders.Placed': 1 })),
  row(`MONITORING|${S}|1|count|orders (ms)`, custom({ orders_ms: 1 })),
  row(`MONITORING|${S}|1|count|größe`, custom({ gr_e: 1 })),
  row(`MONITORING|${S}|1|count|a_.b._c`, custom({ 'a.b.c': 1 })),
  row(`MONITORING|${S}|1|count|a__b_`, custom({ a_b: 1 })),
  row(`MONITORING|${S}|1|count|${'a'.repeat(300)}`, custom({ ['a'.repeat(200)]: 1 })),
  row(`MONITORING|${S}|1|count|a.b|#Env:Prod`, custom({ 'a.b': 1 }, { env: 'prod' })),
  row(`MONITORING|${S}|1|count|a.b|#größe:Äpfel`, custom({ 'a.b': 1 }, { größe: 'äpfel' })),
  row(`MONITORING|${S}|1|count|a.b|#a:b c`, custom({ 'a.b': 1 }, { a: 'b_c' })),
  row(`MONITORING|${S}|1|count|a.b|#url:http://x/y`, custom({ 'a.b': 1 }, { url: 'http://x/y' })),
  row(`MONITORING|${S}|1|count|a.b|#1a:b`, custom({ 'a.b': 1 }, { a: 'b' })),
  row(`MONITORING|${S}|1|count|a.b|#123`, A),
  row(`MONITORING|${S}|1|count|a.b|#,,`, A),
  row(`MONITORING|${S}|1|count|a.b|#a:2,a:1,a:2`, custom({ 'a.b': 1 }, { a: '1,2' })),
  row(`MONITORING|${S}|1|count|a.b|#k:${'v'.repeat(300)}`, custom({ 'a.b': 1 }, { k: 'v'.repeat(198) })),
  row(`MONITORING|${S}|1|count|a.b|#function_name:other`, A),
  row(`MONITORING|${S}|1|count|a.b|#account_name:other`, A),
  row(`MONITORING|${S}|1|count|env|#env:prod`, custom({ 'env.value': 1 }, { env: 'prod' })),
]

/** What runtimes and loggers print around a line. */
const WRAPPED: readonly Row[] = [
  row(`${ISO}\t${UUID}\tINFO\t${METRIC}\n`, POINT),
  row(`${ISO}\tundefined\tINFO\t${METRIC}\n`, POINT),
  row(`[INFO]\t2026-08-01T12:00:07.5Z\t${UUID}\t${METRIC}\n\n`, POINT),
  row(`[NOTICE]\t${ISO}\t${UUID}\t${METRIC}\n`, POINT),
  row(`2026-08-01 12:00:07 ${UUID} INFO  Handler - ${METRIC}\n`, POINT),
  row(`2026/08/01 12:00:07 ${METRIC}\n`, POINT),
  row(`INFO ${METRIC}`, POINT),
  row(
    `${ISO}\t${UUID}\tINFO\tMONITORING|${S}|1|count|a.b\rMONITORING|${S}|2|count|a.b\rMONITORING|${S}|5|gauge|g`,
    custom({ 'a.b': 3, g: 5 }),
  ),
  row(`MONITORING|${S}|1|count|a.b\n\nMONITORING|${S}|2|count|a.b\r\n`, custom({ 'a.b': 3 })),
  row(`first\nMONITORING|${S}|1|count|a.b\nlast`, A),
  row(
    Array.from({ length: 10 }, (_, value) => `MONITORING|${S}|${value}|histogram|h`).join('\n'),
    custom({
      'h.avg': 4.5,
      'h.count': 10,
      'h.max': 9,
      'h.min': 0,
      'h.median': 4.5,
      'h.95percentile': 9,
    }),
  ),
  row(`MONITORING|${S}|1|gauge|g\nMONITORING|${S}|9|gauge|g\nMONITORING|${S}|4|gauge|g`, custom({ g: 4 })),
  row(
    `MONITORING|${S}|1|count|a\nMONITORING|${S}|1|count|a|#x:y`,
    custom({ a: 1 }),
    custom({ a: 1 }, { x: 'y' }),
  ),
  row(
    `MONITORING|${S}|1|count|a\nMONITORING|${S + 1}|1|count|a`,
    custom({ a: 1 }),
    custom({ a: 1 }, {}, SECOND + 1000),
  ),
  row(`MONITORING|${S}|1|count|a\nMONITORING|${S}|5|gauge|a`, custom({ a: 1 })),
  row(`{"timestamp":"${ISO}","level":"INFO","requestId":"${UUID}","message":"${METRIC}"}`, POINT),
  row(
    `{"level":"INFO","message":"MONITORING|${S}|1|count|a.b\\nMONITORING|${S}|2|count|a.b"}`,
    custom({ 'a.b': 3 }),
  ),
  row(`{"time":"${ISO}","type":"function","record":"${METRIC}"}`, POINT),
  row(`{"time":"${ISO}","type":"function","record":{"level":"INFO","message":"${METRIC}"}}`, POINT),
]

/** Lines that are meant otherwise, or broken. */
const REFUSED: readonly Row[] = [
  bad('MONITORING|5|Count|LambdaWarmer|FunctionsWarmed', 'value_first'),
  bad('MONITORING|120|Milliseconds|latency|shop|service=cart,stage=prod', 'value_first'),
  bad(`MONITORING|${ISO}|orders:1|c`, 'statsd'),
  bad(`MONITORING|shop|${ISO}|orders:1|c`, 'statsd'),
  bad(`MONITORING|{"m":"a","v":1,"e":${S},"t":[],"k":"count"}`, 'json_body'),
  bad('MONITORING|', 'fields'),
  bad('MONITORING|a', 'fields'),
  bad(`MONITORING|${S}|1|count`, 'fields'),
  bad(`MONITORING|${S}|1|count|a.b|#x:1|2`, 'fields'),
  bad('MONITORING|now|1|count|a.b', 'timestamp'),
  bad('MONITORING||1|count|a.b', 'timestamp'),
  bad('MONITORING|0|1|count|a.b', 'timestamp'),
  bad('MONITORING|-5|1|count|a.b', 'timestamp'),
  bad('MONITORING|1e30|1|count|a.b', 'timestamp'),
  bad('MONITORING|0x6A6DE387|1|count|a.b', 'timestamp'),
  bad(`MONITORING|${S - 3609}|1|count|a.b`, 'too_old'),
  bad('MONITORING|1500000000|42|count|my.metric.name|#tag1:value,tag2', 'too_old'),
  bad(`MONITORING|${S + 660}|1|count|a.b`, 'too_new'),
  bad(`MONITORING|${S}|abc|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}||gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|NaN|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|inf|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|-Infinity|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|1e999|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|1,5|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|0x10|gauge|a.b`, 'value'),
  bad(`MONITORING|${S}|1|measure|a.b`, 'type'),
  bad(`MONITORING|${S}|1|constructor|a.b`, 'type'),
  bad(`MONITORING|${S}|1||a.b`, 'type'),
  bad(`MONITORING|${S}|4|check|c`, 'status'),
  bad(`MONITORING|${S}|0.5|check|c`, 'status'),
  bad(`MONITORING|${S}|-1|check|c`, 'status'),
  bad(`MONITORING|${S}|1|count|`, 'name'),
  bad(`MONITORING|${S}|1|count|123`, 'name'),
  bad(`MONITORING|${S}|1|count|数`, 'name'),
  bad(`MONITORING|${S}|1|count|a|#${Array.from({ length: 101 }, (_, i) => `t${i}:1`)}`, 'tags'),
  bad(`I print ${METRIC}`, 'prefix'),
  bad(`time=${ISO} level=info msg="${METRIC}"`, 'prefix'),
  bad(`"${METRIC}"`, 'prefix'),
  bad(`${ISO}${'x'.repeat(300)}\t${METRIC}`, 'prefix'),
  bad(`{"level":"INFO","message":"${METRIC}`, 'json'),
  bad(`{"m":"a","v":1,"e":${S},"t":[]`, 'json'),
  { message: `${METRIC}\nMONITORING|${S}|x|count|a`, points: [POINT], refused: ['value'] },
]

/** `{m,v,e,t}` lines. */
const DOCUMENT = `{"m":"coffee.value","v":12.45,"e":${S},"t":["product:latte","order"]}`
const DOCUMENT_POINT = custom(
  { ...single('coffee.value', 12.45), 'coffee.value.sum': 12.45 },
  { product: 'latte', order: 'true' },
)
const DOCUMENTS: readonly Row[] = [
  row(DOCUMENT, DOCUMENT_POINT),
  row(`${DOCUMENT}\n`, DOCUMENT_POINT),
  row(`{"e": ${S}, "m": "coffee.value", "t": ["product:latte", "order"], "v": 12.45}`, DOCUMENT_POINT),
  row(`${ISO}\t${UUID}\tINFO\t${DOCUMENT}\n`, DOCUMENT_POINT),
  row(
    `{"timestamp":"${ISO}","level":"INFO","requestId":"${UUID}","message":${JSON.stringify(DOCUMENT)}}`,
    DOCUMENT_POINT,
  ),
  row(`{"level":"INFO","message":${DOCUMENT}}`, DOCUMENT_POINT),
  row(
    `${DOCUMENT}\n${DOCUMENT}`,
    custom(
      {
        'coffee.value.avg': 12.45,
        'coffee.value.count': 2,
        'coffee.value.max': 12.45,
        'coffee.value.min': 12.45,
        'coffee.value.median': 12.45,
        'coffee.value.95percentile': 12.45,
        'coffee.value.sum': 24.9,
      },
      { product: 'latte', order: 'true' },
    ),
  ),
  row(`{"m":"a","v":1,"e":${AT},"t":[]}`, custom({ ...single('a', 1), 'a.sum': 1 })),
  bad(`{"m":"a","v":"1","e":${S},"t":[]}`, 'value'),
  bad(`{"m":"a","v":1,"e":"${S}","t":[]}`, 'timestamp'),
  bad(`{"m":"a","v":1,"e":${S},"t":{}}`, 'tags'),
  bad(`{"m":"a","v":1,"e":${S},"t":[1]}`, 'tags'),
  bad(`{"m":7,"v":1,"e":${S},"t":[]}`, 'name'),
  bad('{"m":"a","v":1,"e":1500000000,"t":[]}', 'too_old'),
  plain(`{"m":"a","v":1,"e":${S}}`),
  plain('{"message":"an order","v":1}'),
]

/** The embedded metric format. */
const meta = (directive: unknown, timestamp: unknown = AT) =>
  `"_aws":${JSON.stringify({ Timestamp: timestamp, CloudWatchMetrics: [directive] })}`
const LATENCY = { Namespace: 'shop', Dimensions: [['service']], Metrics: [{ Name: 'latency' }] }
const shop = (fields: Point['fields'], tags: Point['tags'], timestamp = SECOND - 7000) =>
  custom(fields, { namespace: 'shop', ...tags }, timestamp)
const EMBEDDED: readonly Row[] = [
  row(
    `{${meta(LATENCY)},"service":"cart","latency":30}`,
    shop({ ...single('latency', 30), 'latency.sum': 30 }, { service: 'cart' }),
  ),
  row(
    `${ISO}\t${UUID}\tINFO\t{${meta(LATENCY)},"service":"cart","latency":30}\n`,
    shop({ ...single('latency', 30), 'latency.sum': 30 }, { service: 'cart' }),
  ),
  row(
    `{${meta({ ...LATENCY, Metrics: [{ Name: 'latency', StorageResolution: 1 }] })},"service":"cart","latency":[1,2,6]}`,
    shop(
      {
        'latency.avg': 3,
        'latency.count': 3,
        'latency.max': 6,
        'latency.min': 1,
        'latency.median': 2,
        'latency.95percentile': 6,
        'latency.sum': 9,
      },
      { service: 'cart' },
      SECOND,
    ),
  ),
  row(
    `{${meta({ ...LATENCY, Dimensions: [[], ['service']] })},"service":"cart","latency":30}`,
    shop({ ...single('latency', 30), 'latency.sum': 30 }, {}),
    shop({ ...single('latency', 30), 'latency.sum': 30 }, { service: 'cart' }),
  ),
  row(
    `{${meta({ Namespace: 'shop', Metrics: [{ Name: 'a' }, { Name: 'b' }] })},"a":1,"b":2}`,
    shop({ ...single('a', 1), 'a.sum': 1, ...single('b', 2), 'b.sum': 2 }, {}),
  ),
  plain('{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"a":1}'),
  bad('{"_aws":{"Timestamp":1}}', 'emf'),
  bad('{"_aws":7}', 'emf'),
  bad(`{${meta(LATENCY)},"latency":30}`, 'emf'),
  bad(`{${meta(LATENCY)},"service":"cart"}`, 'emf'),
  bad(`{${meta(LATENCY)},"service":"cart","latency":"30"}`, 'value'),
  bad(`{${meta(LATENCY, 'now')},"service":"cart","latency":30}`, 'timestamp'),
  bad(`{${meta(LATENCY)},"service":"cart","latency":${JSON.stringify(Array(101).fill(1))}}`, 'emf_limit'),
  bad(`{${meta(LATENCY)},"service":"cart","latency":30`, 'json'),
]

const GB = 0.0000166667
const cost = (billedMs: number, memory: number) => 0.0000002 + (billedMs / 1000) * (memory / 1024) * GB
const head = `REPORT RequestId: ${UUID}\tDuration:`

/** Text reports. */
const REPORTS: readonly Row[] = [
  row(
    `${head} 3470.65 ms\tBilled Duration: 3500 ms\tMemory Size: 128 MB\tMax Memory Used: 89 MB\t\nXRAY TraceId: 1-5d8bba5a-dc2932496a65bab91d2d42d4\tSegmentId: 5ff79d2a06b82ad6\tSampled: true\t\n`,
    invocation({ duration: 3470.65, billed: 3500, memory: 128, used: 89, cost: cost(3500, 128) }),
  ),
  row(
    `${head} 198.50 ms\tBilled Duration: 200 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\tInit Duration: 524.75 ms\t\n`,
    invocation({ duration: 198.5, billed: 200, memory: 512, used: 90, init: 524.75, cost: cost(200, 512) }),
  ),
  row(
    `${head} 27.00 ms  Billed Duration: 27 ms \tMemory Size: 128 MB Max Memory Used: 60 MB\n`,
    invocation({ duration: 27, billed: 27, memory: 128, used: 60, cost: cost(27, 128) }),
  ),
  row(
    `${head} 600000.00 ms\tBilled Duration: 600477 ms\tMemory Size: 1536 MB\tMax Memory Used: 1035 MB\tInit Duration: 476.75 ms\tStatus: timeout\n`,
    invocation({
      duration: 600000,
      billed: 600477,
      memory: 1536,
      used: 1035,
      init: 476.75,
      cost: cost(600477, 1536),
      errors: 1,
      timeouts: 1,
    }),
    errorOfType('Timeout', { cold_start: 'true', MemorySize: '1536' }),
  ),
  row(
    `${head} 149.53 ms\tBilled Duration: 313 ms\tMemory Size: 3538 MB\tMax Memory Used: 163 MB\tRestore Duration: 789.64 ms\tBilled Restore Duration: 163 ms\t\n`,
    invocation({
      duration: 149.53,
      billed: 313,
      memory: 3538,
      used: 163,
      restore: 789.64,
      cost: cost(313, 3538),
    }),
  ),
  row(
    `${head} 155000.00 ms\tBilled Duration: 155000 ms\tMemory Size: 5120 MB\tMax Memory Used: 5120 MB\tStatus: error\tError Type: Runtime.OutOfMemory\n`,
    invocation({
      duration: 155000,
      billed: 155000,
      memory: 5120,
      used: 5120,
      cost: cost(155000, 5120),
      errors: 1,
      outOfMemory: 1,
    }),
    errorOfType('Runtime.OutOfMemory', { cold_start: 'false', MemorySize: '5120' }),
  ),
  row(
    `${head} 10.00 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.ExitError\n`,
    invocation({
      duration: 10,
      billed: 10,
      memory: 128,
      used: 128,
      cost: cost(10, 128),
      errors: 1,
      outOfMemory: 1,
    }),
    errorOfType('Runtime.ExitError', { cold_start: 'false', MemorySize: '128' }),
  ),
  row(
    `${head} 10.00 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t\n`,
    invocation({ duration: 10, billed: 10, memory: 128, used: 128, cost: cost(10, 128) }),
  ),
  row(`REPORT RequestId: ${UUID}\tRuntime Duration: 1.15 ms`, invocation({ duration: 1.15 })),
  row(
    `REPORT RequestId: ${UUID}\tRuntime Duration: 3000 ms Task timed out after 3.00 seconds`,
    invocation({ duration: 3000, errors: 1, timeouts: 1 }),
    errorOfType('Timeout', { cold_start: 'false' }),
  ),
  row(
    `REPORT RequestId: ${UUID}\tRuntime Duration: 5 ms Task failed: Function.Broken`,
    invocation({ duration: 5, errors: 1 }),
    errorOfType('Function.Broken', { cold_start: 'false' }),
  ),
  row(
    `${head} 12.00 ms\tRuntime Duration: 10.00 ms\tPost Runtime Duration: 2.00 ms\tBilled Duration: 12 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB`,
    invocation({ duration: 12, billed: 12, memory: 128, used: 60, cost: cost(12, 128) }),
  ),
  plain(`I saw ${head} 1.00 ms\tBilled Duration: 1 ms`),
  plain('REPORT RequestId: '),
  plain(`REPORT RequestId: ${UUID}`),
  plain(`REPORT RequestId: ${UUID}\tDuration: fast ms`),
  plain('REPORT of the day: nothing'),
]

const record = (type: string, content: unknown) => JSON.stringify({ time: ISO, type, record: content })
const METRICS = { durationMs: 30000, billedDurationMs: 30000, memorySizeMB: 128, maxMemoryUsedMB: 74 }

/** The platform's lines under LogFormat=JSON. */
const PLATFORM: readonly Row[] = [
  row(
    record('platform.report', { requestId: UUID, metrics: METRICS, status: 'success' }),
    invocation({ duration: 30000, billed: 30000, memory: 128, used: 74, cost: cost(30000, 128) }),
  ),
  row(
    record('platform.report', {
      requestId: UUID,
      metrics: { ...METRICS, initDurationMs: 985.413 },
      status: 'timeout',
    }),
    invocation({
      duration: 30000,
      billed: 30000,
      memory: 128,
      used: 74,
      init: 985.413,
      cost: cost(30000, 128),
      errors: 1,
      timeouts: 1,
    }),
    errorOfType('Timeout', { cold_start: 'true', MemorySize: '128' }),
  ),
  row(
    record('platform.report', {
      requestId: UUID,
      metrics: { ...METRICS, restoreDurationMs: 400 },
      status: 'error',
      errorType: 'Runtime.ExitError',
    }),
    invocation({
      duration: 30000,
      billed: 30000,
      memory: 128,
      used: 74,
      restore: 400,
      cost: cost(30000, 128),
      errors: 1,
    }),
    errorOfType('Runtime.ExitError', { cold_start: 'true', MemorySize: '128' }),
  ),
  row(
    record('platform.report', { requestId: UUID, metrics: { durationMs: 5.5 }, status: 'success' }),
    invocation({ duration: 5.5 }),
  ),
  row(
    record('platform.report', { requestId: UUID, metrics: { durationMs: 5.5 }, status: 'failure' }),
    invocation({ duration: 5.5, errors: 1 }),
    errorOfType('Unknown', { cold_start: 'false' }),
  ),
  row(
    record('platform.initReport', {
      initializationType: 'snap-start',
      phase: 'init',
      status: 'success',
      metrics: { durationMs: 13316.04 },
    }),
    enhanced(phase('init_duration', 13316.04)),
  ),
  plain(
    record('platform.initReport', {
      initializationType: 'on-demand',
      phase: 'init',
      status: 'success',
      metrics: { durationMs: 100 },
    }),
  ),
  row(
    record('platform.initReport', {
      initializationType: 'on-demand',
      phase: 'init',
      status: 'error',
      errorType: 'Runtime.ImportModuleError',
      metrics: { durationMs: 100 },
    }),
    enhanced({ ...phase('init_duration', 100), enhanced_init_errors: 1 }),
  ),
  row(
    record('platform.restoreReport', { status: 'error', errorType: 'Runtime.X', metrics: { durationMs: 9 } }),
    enhanced({ ...phase('restore_duration', 9), enhanced_restore_errors: 1 }),
  ),
  plain(record('platform.restoreReport', { status: 'success', metrics: { durationMs: 9 } })),
  plain(record('platform.start', { requestId: UUID, version: '7' })),
  plain(record('platform.runtimeDone', { requestId: UUID, status: 'success', metrics: { durationMs: 1 } })),
  waits(record('platform.runtimeDone', { requestId: UUID, status: 'timeout' })),
  plain(record('platform.report', { metrics: METRICS })),
  plain(record('platform.report', 'text')),
  plain(record('platform.extension', { name: 'x', state: 'Ready', events: [] })),
  bad('{"time":"x","type":"platform.report","record":{', 'json'),
]

/** INIT_REPORT and RESTORE_REPORT. */
const PHASES: readonly Row[] = [
  row('INIT_REPORT Init Duration: 13316.04 ms\n', enhanced(phase('init_duration', 13316.04))),
  row(
    'INIT_REPORT Init Duration: 229.04 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n',
    enhanced({ ...phase('init_duration', 229.04), enhanced_init_errors: 1 }),
  ),
  row(
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: invoke\tStatus: timeout\n',
    enhanced({ ...phase('init_duration', 10000), enhanced_init_errors: 1 }),
  ),
  plain('RESTORE_REPORT Restore Duration: 511.25 ms\n'),
  row(
    'RESTORE_REPORT Restore Duration: 511.25 ms\tStatus: error\tError Type: Runtime.X\n',
    enhanced({ ...phase('restore_duration', 511.25), enhanced_restore_errors: 1 }),
  ),
  plain('INIT_REPORT nothing'),
]

/** What alone makes no point: it waits for the report, or is an application's own. */
const OTHERS: readonly Row[] = [
  waits(`${ISO} ${UUID} Task timed out after 3.00 seconds\n\n`),
  waits(`END RequestId: ${UUID} Task timed out after 3.00 seconds`),
  waits(`RequestId: ${UUID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`),
  waits(`RequestId: ${UUID} Process exited before completing request\n`),
  waits(
    '<--- Last few GCs --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ),
  waits('java.lang.OutOfMemoryError: Java heap space'),
  waits('fatal error: runtime: out of memory'),
  waits('[ERROR] MemoryError\nTraceback (most recent call last):\n'),
  waits('[ERROR] ValueError: bad\nTraceback (most recent call last):\n  File "a.py"'),
  waits("[ERROR] Runtime.ImportModuleError: Unable to import module 'a'"),
  waits(`${ISO}\t${UUID}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x"}\n`),
  waits(`{"level":"ERROR","requestId":"${UUID}","message":"java.lang.OutOfMemoryError"}`),
  plain('the job of yesterday: Task timed out after 3.00 seconds'),
  plain('a MemoryError is what Python raises'),
  plain(`${ISO}\t${UUID}\tERROR\tmy own error\n`),
  plain('[ERROR] my logger says so'),
  plain(`START RequestId: ${UUID} Version: $LATEST\n`),
  plain(`END RequestId: ${UUID}\n`),
  plain(
    'INIT_START Runtime Version: nodejs:22.v98\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0',
  ),
  plain('RESTORE_START Runtime Version: java:21.v38\tRuntime Version ARN: arn:x'),
  plain(''),
  plain('{'),
  plain('{"a":1}'),
  plain('MONITORING is a word'),
  plain('null'),
]

/** What runtimes print of an error that a handler threw. */
const UNCAUGHT: readonly Row[] = [
  waits(`${ISO}\t${UUID}\tERROR\tUncaught Exception \t{"errorType":"RangeError","errorMessage":"x"}\n`),
  waits(
    `${ISO}\t${UUID}\tERROR\tUnhandled Promise Rejection \t{"errorType":"Runtime.UnhandledPromiseRejection"}\n`,
  ),
  waits(
    '[ERROR] KeyError: \'id\'\nTraceback (most recent call last):\n  File "/var/task/a.py", line 7, in h\n    x[1]\n',
  ),
  waits('[ERROR] shop.errors.OutOfStock\nTraceback (most recent call last):\n  File "/var/task/a.py"\n'),
  waits("[ERROR] Runtime.HandlerNotFound: Handler 'h' missing on module 'a'"),
  waits(
    'boom: java.lang.RuntimeException\njava.lang.RuntimeException: boom\n\tat com.x.Handler.handle(Handler.java:7)\n',
  ),
  waits(
    'null: java.lang.NullPointerException\njava.lang.NullPointerException\n\tat com.x.Handler.handle(Handler.java:7)\n',
  ),
  waits('a: b: com.x.Order$Lost\ncom.x.Order$Lost: a: b\n\tat com.x.Handler.handle(Handler.java:7)\n'),
  waits(
    'Java heap space: java.lang.OutOfMemoryError\njava.lang.OutOfMemoryError: Java heap space\n\tat com.x.Handler.handle(Handler.java:7)\n',
  ),
  waits('Terminating due to java.lang.OutOfMemoryError: Java heap space\n'),
  waits(`${ISO}\t${UUID}\tfail\tSystem.InvalidOperationException: boom\n   at Orders.Handler.Handle()\n`),
  waits(`${ISO}\t${UUID}\tfail\tSystem.OutOfMemoryException: no\n   at Orders.Handler.Handle()\n`),
  waits('2026/08/01 12:00:07 {"errorMessage":"boom","errorType":"errorString"}\n'),
  waits(
    '2026/08/01 12:00:07 {"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"x.go","line":7}]}\n',
  ),
  waits('{"errorMessage":"boom","errorType":"errorString"}\n'),
  waits(
    'Error raised from handler method\n{\n  "errorMessage": "boom",\n  "errorType": "Function<RuntimeError>",\n  "stackTrace": []\n}\n',
  ),
  waits('{\n  "errorMessage": "boom",\n  "errorType": "Function<ArgumentError>",\n  "stackTrace": []\n}\n'),
  waits('  "errorType": "Function<KeyError>",\n'),
  waits("/var/task/a.rb:7:in `h': failed to allocate memory (NoMemoryError)\n"),
  waits(
    `${ISO} ERROR Lambda runtime invoke{requestId="${UUID}" xrayTraceId="1-2"}: lambda_runtime: "boom"\n`,
  ),
  waits("thread 'main' panicked at src/main.rs:7:5:\nboom\n"),
  waits("thread 'tokio-runtime-worker' (12) panicked at src/main.rs:7:5:\nboom\n"),
  waits(`RequestId: ${UUID} Error: Runtime exited with error: exit status 2\nRuntime.ExitError\n`),
  waits(
    `RequestId: ${UUID} Error: fork/exec /var/task/bootstrap: permission denied\nRuntime.InvalidEntrypoint\n`,
  ),
  waits(`{"timestamp":"${ISO}","log_level":"ERROR","errorType":"MemoryError","requestId":"${UUID}"}`),
]

/** What applications log of errors that they deal with, and words that only look like errors of the runtime. */
const HANDLED: readonly Row[] = [
  plain(
    '[ERROR] Failed to fetch user 42, will retry\nTraceback (most recent call last):\n  File "a.py"\nKeyError: 1\n',
  ),
  plain('[ERROR] Failed to fetch user 42, will retry\nTraceback (most recent call last):\n  File "a.py"\n'),
  plain('[ERROR] ValueError: bad\nTraceback (most recent call last):\n  File "a.py"\nValueError: bad\n'),
  plain(
    `[ERROR]\t${ISO}\t${UUID}\tKeyError: 1\nTraceback (most recent call last):\n  File "a.py"\nKeyError: 1\n`,
  ),
  plain(`${ISO}\t${UUID}\tERROR\tInvoke Error of the bank {"errorType":"TypeError"}\n`),
  plain(`${ISO}\t${UUID}\tERROR\tTypeError: x is not a function\n    at handler (/var/task/index.js:7:11)\n`),
  plain('java.lang.RuntimeException: boom\n\tat com.x.Handler.handle(Handler.java:7)\n'),
  plain(
    '12:00:07.500 [main] ERROR com.x.Handler - boom\njava.lang.RuntimeException: boom\n\tat com.x.H.h(H.java:7)\n',
  ),
  plain('it died of a java.lang.OutOfMemoryError, they say'),
  plain('12:00:07.500 [main] WARN x - java.lang.OutOfMemoryError: Java heap space of the other service'),
  plain('JavaScript heap out of memory is what we saw yesterday'),
  plain('why? FATAL ERROR: JavaScript heap out of memory'),
  plain('the search found: fatal error: runtime: out of memory'),
  plain(
    'failed to allocate memory (NoMemoryError) in the docs of Ruby 3? failed'.replace('failed', 'a failed'),
  ),
  plain(`${ISO}\t${UUID}\tfail\tThe bank said no: System.InvalidOperationException\n`),
  plain(`${ISO}\t${UUID}\tinfo\tSystem.OutOfMemoryException: quoted\n   at X\n`),
  plain('2026/08/01 12:00:07 the bank said {"errorMessage":"boom","errorType":"x"}\n'),
  plain(`${ISO} ERROR Lambda runtime invoke{requestId="${UUID}"}: orders: the bank said no\n`),
  plain(`${ISO}  WARN Lambda runtime invoke{requestId="${UUID}"}: lambda_runtime: slow\n`),
  plain("a thread 'main' panicked at dawn"),
  plain('Error raised from handler method\n'),
  plain('{"level":"INFO","message":"java.lang.OutOfMemoryError: of the other service"}'),
  plain('{"level":"ERROR","message":"it died of a java.lang.OutOfMemoryError"}'),
  plain('{"level":"ERROR","errorType":"KeyError","message":"retrying"}'),
  plain('{"message":"heap out of memory"}'),
  plain(`{"level":"ERROR","message":"caught MemoryError, will retry","requestId":"${UUID}"}`),
]

/** What is no cold start, and what is one without a report of its own. */
const STARTS: readonly Row[] = [
  row(
    `${head} 27.00 ms\tBilled Duration: 27 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\tInit Duration: 0.00 ms\t\n`,
    invocation({ duration: 27, billed: 27, memory: 128, used: 60, cost: cost(27, 128) }),
  ),
  row(
    record('platform.report', {
      requestId: UUID,
      metrics: { ...METRICS, initDurationMs: 0 },
      status: 'success',
    }),
    invocation({ duration: 30000, billed: 30000, memory: 128, used: 74, cost: cost(30000, 128) }),
  ),
  row(
    record('platform.initReport', {
      initializationType: 'on-demand',
      phase: 'invoke',
      status: 'success',
      metrics: { durationMs: 4000 },
    }),
    enhanced(phase('init_duration', 4000)),
  ),
  row(
    record('platform.initReport', {
      initializationType: 'provisioned-concurrency',
      phase: 'init',
      status: 'success',
      metrics: { durationMs: 700 },
    }),
    enhanced(phase('init_duration', 700)),
  ),
]

export const ROWS: readonly Row[] = [
  ...STARTS,
  ...UNCAUGHT,
  ...HANDLED,
  ...DOCUMENTED,
  ...NAMED,
  ...WRAPPED,
  ...REFUSED,
  ...DOCUMENTS,
  ...EMBEDDED,
  ...REPORTS,
  ...PLATFORM,
  ...PHASES,
  ...OTHERS,
]
