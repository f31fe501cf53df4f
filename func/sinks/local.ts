/** The embedded point store of this home. */
import { createLimitLog } from './limits/limit-log.ts'
import { createLimiter } from './limits/limits.ts'
import { RECEIVER_LIMITS } from './limits/receiver-limits.ts'
import { Tally } from './receipt.ts'
import type { Sink, SinkDependencies, SinkType } from './sink.ts'

export const local: SinkType = {
  type: 'local',
  title: { en: 'Embedded store', 'zh-CN': '本地存储' },
  description: 'Keeps points in the embedded store of this home, for funcbox objects and funcbox metrics',
  schema: { type: 'object', additionalProperties: false, required: [], properties: {} },
  create: (name, _options, deps) => createLocalSink(name, deps),
}

function createLocalSink(name: string, deps: SinkDependencies): Sink {
  const limit = createLimiter(RECEIVER_LIMITS.none)
  const logLimits = createLimitLog(name, deps.log)
  return {
    name,
    type: 'local',
    async write(category, points, signal) {
      signal.throwIfAborted()
      const fitted = limit(category, points)
      logLimits(fitted.findings)
      if (fitted.points.length > 0) await deps.local.write(category, fitted.points)
      const tally = new Tally()
      tally.acknowledged = fitted.points.length
      tally.dropped = fitted.dropped
      tally.trimmed = fitted.trimmed
      tally.requests = fitted.points.length > 0 ? 1 : 0
      return tally.receipt()
    },
    check: async () => ({ ok: true, message: 'The embedded store takes points' }),
    close: async () => {},
  }
}
