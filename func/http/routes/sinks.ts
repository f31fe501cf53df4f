import { sinkRemoved, sinkSaved } from '../../audit/changes.ts'
import { FuncError } from '../../errors.ts'
import type { SinkRecord } from '../../model/sink.ts'
import type { SinkDraft } from '../../runner/host/sinks.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { assertMatch, etagOf } from '../etag.ts'
import { createGate } from '../gate.ts'
import type { Locks } from '../locks.ts'

/** Each check talks to a receiver for up to 15 s. */
const CHECKS = { running: 4, waiting: 10 }

type Ids =
  | ('listSinkTypes' | 'listSinks' | 'getSink' | 'createSink')
  | ('changeSink' | 'checkSink' | 'testSink' | 'removeSink')

export function sinkHandlers(deps: ApiDependencies, locks: Locks): Handlers<Ids> {
  const { store, sinks } = deps
  const gate = createGate(CHECKS)
  const save = async (name: string, request: api.SinkRequest, signal: AbortSignal): Promise<SinkRecord> => {
    const draft = draftOf(name, request)
    if (request.check) await gate(() => assertHealthy(draft, deps, signal))
    await sinks.save(draft)
    return requireSink(name, deps)
  }
  return {
    ...readingHandlers(deps),
    createSink: ({ body: { name, sink }, signal, audit }) =>
      locks(`sink ${name}`, async () => {
        if ((await store.sinks.get(name)) !== undefined) throw taken(name)
        const after = await save(name, sink, signal)
        await audit(sinkSaved(undefined, after))
        return sinkView(after, deps)
      }),
    changeSink: ({ params: { name }, body, ifMatch, reply, signal, audit }) =>
      locks(`sink ${name}`, async () => {
        const before = await requireSink(name, deps)
        assertMatch(ifMatch, etagOf(before), `sink '${name}'`)
        const after = await save(name, body, signal)
        await audit(sinkSaved(before, after))
        reply.header('etag', etagOf(after))
        return sinkView(after, deps)
      }),
    async checkSink({ params: { name }, signal }) {
      const health = await gate(() => sinks.check(name, signal))
      return { name, ok: health.ok, message: deps.redact(health.message) }
    },
    async testSink({ body: { name, sink }, signal }) {
      const health = await gate(() => sinks.test(draftOf(name, sink), signal))
      return { name, ok: health.ok, message: deps.redact(health.message) }
    },
    async removeSink({ params: { name }, audit }) {
      const before = await requireSink(name, deps)
      await store.sinks.remove(name)
      await audit(sinkRemoved(before))
      return { done: true }
    },
  }
}

function readingHandlers(deps: ApiDependencies): Handlers<'listSinkTypes' | 'listSinks' | 'getSink'> {
  const { store, sinks } = deps
  return {
    listSinkTypes: async () => ({
      items: sinks.types.map(({ type, title, schema }) => ({ type, title, schema: { ...schema } })),
    }),
    async listSinks() {
      const saved = await store.sinks.list()
      if (saved.length === 0) return { items: [implicitSink(deps)] }
      return { items: await Promise.all(saved.map((record) => sinkView(record, deps))) }
    },
    async getSink({ params, reply }) {
      const record = await requireSink(params.name, deps)
      reply.header('etag', etagOf(record))
      return sinkView(record, deps)
    },
  }
}

async function assertHealthy(
  draft: SinkDraft,
  { sinks }: ApiDependencies,
  signal: AbortSignal,
): Promise<void> {
  const health = await sinks.test(draft, signal)
  if (health.ok) return
  throw new FuncError('FUNC_ERR_SINK_CHECK_FAILED', `Cannot save sink '${draft.name}': ${health.message}`)
}

function draftOf(name: string, { type, options = {}, required }: api.SinkRequest): SinkDraft {
  return { name, type, options, required }
}

async function requireSink(name: string, { store }: ApiDependencies): Promise<SinkRecord> {
  const record = await store.sinks.get(name)
  if (record !== undefined) return record
  throw new FuncError('FUNC_ERR_SINK_UNKNOWN', `Cannot find sink '${name}'`)
}

function taken(name: string): FuncError {
  return new FuncError('FUNC_ERR_SINK_TAKEN', `Cannot add sink '${name}' as there is one of this name`)
}

async function sinkView(record: SinkRecord, { store, redact }: ApiDependencies): Promise<api.Sink> {
  const { name, type, required, createdAt } = record
  const secrets = await store.secrets.names(`sink:${name}`)
  return { name, type, options: shownOptions(record, redact), secrets, required, implicit: false, createdAt }
}

/** The path of a file sink is the admin's own; paths inside the home are shortened. */
function shownOptions({ options }: SinkRecord, redact: (text: string) => string): Record<string, unknown> {
  const entries = Object.entries(options).map(([key, value]) => [
    key,
    typeof value === 'string' ? redact(value) : value,
  ])
  return Object.fromEntries(entries)
}

function implicitSink({ sinks: { implicit } }: ApiDependencies): api.Sink {
  const { name, type, required } = implicit
  return { name, type, options: {}, secrets: [], required, implicit: true, createdAt: null }
}
