/** What lines of an invocation's end have in common, one object for all that are the same. Pure. */

import { streamFacts } from '../lines/stream-facts.ts'
import type { FunctionFacts, IncidentLine, LogEvent, PhaseLine, ReportLine } from '../lines/types.ts'
import { hash53 } from '../state/hash53.ts'
import { detached } from './detached.ts'
import type { IncidentKind, PhaseKind, ReportKind } from './line-rows.ts'
import { functionTags, type PointTags, type TagSets } from './tag-sets.ts'

/**
 * In the text format a report does not say that a handler threw; these runtimes print it themselves. Of custom ones and
 * of images nobody knows.
 */
const SHOWS_ERRORS = /^(?:nodejs|python|java|dotnet|ruby)/

/** What is known of a log stream and one of the functions that write to it. */
interface Stream {
  readonly hash: number
  /** From the stream's name, which names the version that ran. */
  readonly version: string | undefined
  readonly kinds: Map<string, ReportKind | IncidentKind | PhaseKind>
}

export class LineKinds {
  readonly #tagSets: TagSets
  readonly #streams = new WeakMap<FunctionFacts, Map<string, Stream>>()

  constructor(tagSets: TagSets) {
    this.#tagSets = tagSets
  }

  ofReport(event: LogEvent, report: ReportLine, fingerprint: string | undefined): ReportKind {
    const { shape, status, errorType, memorySizeMb } = report
    const isCold = report.initDurationMs !== undefined || report.restoreDurationMs !== undefined
    const stream = this.#streamOf(event)
    return known(stream, `${shape} ${isCold} ${memorySizeMb} ${status} ${errorType} ${fingerprint}`, () => ({
      tags: this.#tagsOf(event, stream, String(isCold), memorySizeMb ?? event.function.memorySizeMb),
      region: event.function.region,
      architecture: event.function.architecture,
      stream: stream.hash,
      showsErrors: shape === 'json' || SHOWS_ERRORS.test(event.function.runtime ?? ''),
      ...{ shape, status, memorySizeMb, errorType: errorType && detached(errorType), fingerprint },
    }))
  }

  ofIncident(event: LogEvent, { incident, errorType }: IncidentLine, fingerprint: string): IncidentKind {
    const stream = this.#streamOf(event)
    const make = () => ({ incident, errorType: detached(errorType), fingerprint, stream: stream.hash })
    return known(stream, `incident ${incident} ${errorType} ${fingerprint}`, make)
  }

  ofPhase(event: LogEvent, { kind, status }: PhaseLine): PhaseKind {
    const stream = this.#streamOf(event)
    const tags = () => this.#tagsOf(event, stream, '', event.function.memorySizeMb)
    return known(stream, `${kind} ${status}`, () => ({ kind, status, tags: tags() }))
  }

  #streamOf({ logGroup, logStream, function: facts }: LogEvent): Stream {
    const ofFunction = this.#streams.get(facts) ?? new Map<string, Stream>()
    this.#streams.set(facts, ofFunction)
    const name = `${logGroup}:${logStream}`
    const found = ofFunction.get(name)
    if (found !== undefined) return found
    const stream = {
      hash: hash53(`${facts.accountId ?? ''}:${facts.region}:${facts.name}:${name}`),
      version: streamFacts(logGroup, logStream).version ?? facts.version,
      kinds: new Map(),
    }
    ofFunction.set(name, stream)
    return stream
  }

  #tagsOf(
    { function: facts }: LogEvent,
    stream: Stream,
    coldStart: string,
    memory: number | undefined,
  ): PointTags {
    return this.#tagSets.of({
      ...functionTags(facts),
      FunctionName: facts.name,
      ExecutedVersion: stream.version ?? '',
      cold_start: coldStart,
      MemorySize: memory === undefined ? '' : String(memory),
      Architecture: facts.architecture ?? '',
    })
  }
}

function known<T extends ReportKind | IncidentKind | PhaseKind>(
  { kinds }: Stream,
  key: string,
  make: () => T,
): T {
  const found = kinds.get(key)
  if (found !== undefined) return found as T
  const made = make()
  kinds.set(detached(key), made)
  return made
}
