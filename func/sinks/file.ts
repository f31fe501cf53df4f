/** Points as lines in a file or on standard output. */
import { open } from 'node:fs/promises'
import { BytePool } from '../bytes/byte-pool.ts'
import { GrowingBytes } from '../bytes/growing-bytes.ts'
import { FuncError } from '../errors.ts'
import type { Category, RowPoint } from '../script.ts'
import { createLimitLog } from './limits/limit-log.ts'
import { createLimiter } from './limits/limits.ts'
import { RECEIVER_LIMITS } from './limits/receiver-limits.ts'
import { checkLineFile, type LineFile, openLineFile } from './line-file.ts'
import { createLineEncoder, PRECISIONS, type Precision } from './line-protocol.ts'
import { encodeJson } from './ndjson.ts'
import { type ReadBack, writeProbe } from './probe-point.ts'
import { Tally, withReceipt } from './receipt.ts'
import type { Sink, SinkDependencies, SinkHealth, SinkType, TextStream } from './sink.ts'

interface FileOptions {
  readonly path: string
  readonly format: 'line' | 'ndjson'
  readonly precision: Precision
}

export const file: SinkType<FileOptions> = {
  type: 'file',
  title: { en: 'File', 'zh-CN': '文件' },
  description: 'Appends points to a file, or to standard output, as line protocol or JSON lines',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: {
        type: 'string',
        title: 'Path',
        description: 'File to append to, made when missing; - is standard output',
        i18n: { 'zh-CN': { title: '路径', description: '要追加写入的文件，不存在时创建；- 表示标准输出' } },
        minLength: 1,
      },
      format: {
        type: 'string',
        title: 'Format',
        description: 'line: InfluxDB line protocol; ndjson: one JSON object a line, with its category',
        i18n: {
          'zh-CN': {
            title: '格式',
            description: 'line：InfluxDB 行协议；ndjson：每行一个 JSON 对象，带类别',
          },
        },
        enum: ['line', 'ndjson'],
        default: 'line',
      },
      precision: {
        type: 'string',
        title: 'Precision',
        description: 'Unit of the timestamps of line protocol; JSON lines have milliseconds',
        i18n: { 'zh-CN': { title: '时间精度', description: '行协议时间戳的单位；JSON 行使用毫秒' } },
        enum: PRECISIONS,
        default: 'ns',
      },
    },
  },
  create: (name, options, deps) => createFileSink(name, options, deps),
}

/** Lines are joined to about so many bytes, which are written and synchronised as one. */
const APPENDED_BYTES = 1024 * 1024
/** A text of many lines takes several times its size while it is put together: it becomes bytes before it is large. */
const TEXT_CHARACTERS = 64 * 1024
const TORN_LINE_PAUSE_MS = 200

function createFileSink(name: string, options: FileOptions, deps: SinkDependencies): Sink {
  const limit = createLimiter({ ...RECEIVER_LIMITS.none, trimBackslash: options.format === 'line' })
  const logLimits = createLimitLog(name, deps.log)
  const encode = encoderOf(options)
  const output = lazy(() => openOutput(name, options, deps))
  const pool = new BytePool()
  const write: Sink['write'] = async (category, points, signal) => {
    signal.throwIfAborted()
    const fitted = limit(category, points)
    logLimits(fitted.findings)
    const tally = new Tally()
    tally.dropped = fitted.dropped
    tally.trimmed = fitted.trimmed
    try {
      const lines = new GrowingBytes(pool)
      await appendAll(await output.get(), lines, (point) => encode(category, point), fitted.points, tally)
      lines.release()
    } catch (error) {
      throw withReceipt(error, tally.receipt())
    }
    return tally.receipt()
  }
  return {
    name,
    type: 'file',
    write,
    async check(signal, how = {}) {
      const health = await check(name, options, deps)
      if (!health.ok || how.write !== true) return health
      const readBack = options.path === '-' ? undefined : (id: string) => readBackFrom(options.path, id)
      return await writeProbe(health, { write, readBack, deps, signal })
    },
    close: output.close,
  }
}

const READ_BACK_BYTES = 64 * 1024

async function readBackFrom(path: string, id: string): Promise<ReadBack> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const { buffer } = await file.read(
      Buffer.alloc(READ_BACK_BYTES),
      0,
      READ_BACK_BYTES,
      Math.max(0, size - READ_BACK_BYTES),
    )
    return buffer.includes(id) ? 'found' : 'missing'
  } finally {
    await file.close()
  }
}

type Encode = (category: Category, point: RowPoint) => string

function encoderOf({ format, precision }: FileOptions): Encode {
  if (format === 'ndjson') return encodeJson
  const encode = createLineEncoder({ precision, lineBreaks: 'escaped' })
  return (_category, point) => encode(point)
}

async function appendAll(
  output: LineFile,
  lines: GrowingBytes,
  encode: (point: RowPoint) => string,
  points: readonly RowPoint[],
  tally: Tally,
): Promise<void> {
  let text = ''
  let count = 0
  const flush = async () => {
    lines.addText(text)
    text = ''
    if (lines.length === 0) return
    await output.append(lines.content)
    tally.acknowledged += count
    tally.bytes += lines.length
    tally.requests++
    count = 0
    lines.clear()
  }
  for (const point of points) {
    text += `${encode(point)}\n`
    count++
    if (text.length < TEXT_CHARACTERS) continue
    lines.addText(text)
    text = ''
    if (lines.length >= APPENDED_BYTES) await flush()
  }
  await flush()
}

function openOutput(name: string, { path }: FileOptions, deps: SinkDependencies): Promise<LineFile> {
  if (path === '-') return Promise.resolve(streamOutput(name, deps.stdout))
  const log = (bytes: number) =>
    deps.log.warn({ sink: name, path, bytes }, 'Cut a torn last line off the file of a sink')
  const pause = () => deps.sleep(TORN_LINE_PAUSE_MS, new AbortController().signal)
  return openLineFile({ path, pause, onRepair: log })
}

function streamOutput(name: string, stream: TextStream | undefined): LineFile {
  if (stream === undefined) {
    const message = `Cannot write points of sink '${name}' to '-' as there is no standard output here`
    throw new FuncError('FUNC_ERR_SINK_FILE', message, { todo: 'Give the sink the path of a file' })
  }
  return {
    append: (lines) =>
      new Promise((resolve, reject) => {
        stream.write(lines.toString(), (error) => (error ? reject(outputError(name, error)) : resolve()))
      }),
    close: async () => {},
  }
}

function outputError(name: string, error: Error): FuncError {
  const message = `Cannot write points of sink '${name}' to standard output: ${error.message}`
  return new FuncError('FUNC_ERR_SINK_FILE', message, { cause: error })
}

async function check(name: string, { path }: FileOptions, { stdout }: SinkDependencies): Promise<SinkHealth> {
  try {
    if (path === '-') streamOutput(name, stdout)
    else await checkLineFile(path)
    return { ok: true, message: `${path === '-' ? 'Standard output' : `The file '${path}'`} can be written` }
  } catch (error) {
    if (!(error instanceof FuncError)) throw error
    return { ok: false, message: `${error.message}. ${error.todo}` }
  }
}

interface Lazy {
  readonly get: () => Promise<LineFile>
  readonly close: () => Promise<void>
}

/** Opens with the first use, and again when opening had failed. */
function lazy(open: () => Promise<LineFile>): Lazy {
  let opened: Promise<LineFile> | undefined
  return {
    async get() {
      opened ??= open()
      try {
        return await opened
      } catch (error) {
        opened = undefined
        throw error
      }
    },
    async close() {
      const output = await opened?.catch(() => undefined)
      opened = undefined
      await output?.close()
    },
  }
}
