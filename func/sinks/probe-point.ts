/** One marked point, written and read back: what a check can prove beyond being let in. */
import { messageOf } from '../errors.ts'
import type { Point } from '../script.ts'
import type { Sink, SinkDependencies, SinkHealth } from './sink.ts'

export const PROBE_MEASUREMENT = 'funcbox_probe'

export type ReadBack = 'found' | 'missing' | { readonly refused: number }

export interface ProbeMeans {
  readonly write: Sink['write']
  readonly readBack: ((id: string) => Promise<ReadBack> | undefined) | undefined
  readonly deps: Pick<SinkDependencies, 'now' | 'random' | 'sleep'>
  readonly signal: AbortSignal
}

const LOOKS = 8
const PAUSE_MS = 1000

export async function writeProbe(health: SinkHealth, means: ProbeMeans): Promise<SinkHealth> {
  const { write, deps, signal } = means
  const id = Math.floor(deps.random() * 2 ** 32).toString(16) + deps.now().toString(16)
  const point: Point = {
    measurement: PROBE_MEASUREMENT,
    tags: { probe: id },
    fields: { value: 1 },
    timestamp: deps.now(),
  }
  const probe = `the probe point ${PROBE_MEASUREMENT},probe=${id}`
  try {
    const { acknowledged } = await write('metric', [point], signal)
    if (acknowledged !== 1) return { ok: false, message: `${health.message}, but refuses ${probe}` }
  } catch (error) {
    signal.throwIfAborted()
    return { ok: false, message: messageOf(error) }
  }
  const { ok, message } = await look(id, probe, means)
  return { ok, message: `${health.message}; ${message}` }
}

async function look(id: string, probe: string, { readBack, deps, signal }: ProbeMeans): Promise<SinkHealth> {
  if (readBack === undefined)
    return { ok: true, message: `it acknowledged ${probe}, and cannot be asked for it` }
  for (let count = 0; count < LOOKS; count++) {
    const found = await readBack(id)
    if (found === 'found') return { ok: true, message: `it acknowledged ${probe}, which was read back` }
    if (typeof found === 'object') {
      return {
        ok: true,
        message: `it acknowledged ${probe}; reading it back is refused with ${found.refused}`,
      }
    }
    await deps.sleep(PAUSE_MS, signal)
  }
  return { ok: false, message: `it acknowledged ${probe}, which is not found there` }
}

/** Whether an answer to a question for the probe point shows it. */
export function readBackFrom(
  { status, body }: { readonly status: number; readonly body: string },
  id: string,
): ReadBack {
  if (status !== 200) return { refused: status }
  return body.includes(id) ? 'found' : 'missing'
}
