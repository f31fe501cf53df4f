import type { FunctionHealth, FunctionsHealth, Trouble } from '../../model/function-health.ts'
import { MINUTE_MS } from '../../time.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { createGate } from '../gate.ts'

/** Each reads all functions. */
const READS = { running: 1, waiting: 50 }
/** The store gets new points once a minute at most. */
const KEPT_MS = 10_000

interface Kept {
  readonly at: number
  readonly health: FunctionsHealth
}

export function functionHandlers({ insight, clock }: ApiDependencies): Handlers<'listFunctions'> {
  const gate = createGate(READS)
  const kept = new Map<number, Kept>()
  /** One reading for all who ask within some seconds. */
  async function read(minutes: number, signal: AbortSignal): Promise<FunctionsHealth> {
    const now = clock().getTime()
    for (const [range, { at }] of kept) if (now - at >= KEPT_MS) kept.delete(range)
    const known = kept.get(minutes)
    if (known !== undefined) return known.health
    const health = await insight.functions({ rangeMs: minutes * MINUTE_MS, signal })
    kept.set(minutes, { at: now, health })
    return health
  }
  return {
    async listFunctions({ query: { minutes, limit, ...selection }, signal }) {
      const { from, to, stepMs, functions } = await gate(() => read(minutes, signal))
      const found = insight.select(functions, selection)
      return {
        ...{ from: new Date(from), to: new Date(to), stepMs, total: found.length },
        troubled: found.filter(({ troubles }) => troubles.length > 0).length,
        items: found.slice(0, limit).map(functionView),
      }
    },
  }
}

function functionView({ troubles, curve, ...health }: FunctionHealth): api.FunctionHealth {
  return { ...health, troubles: troubles.map(troubleView), curve: [...curve] }
}

function troubleView({ since, until, ...trouble }: Trouble): api.Trouble {
  return { ...trouble, since: toDate(since), until: toDate(until) }
}

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}
