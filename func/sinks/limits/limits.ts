/**
 * Fits points to a receiver before they are sent, as the receiver itself would: so nothing is lost that it would
 * keep, and no point of ours makes it refuse a batch. What had to be cut or left out is counted by reason.
 */
import { isValue, toRowPoint } from '../../model/row-point.ts'
import type { AnyPoint, Category, FieldValue, RowPoint } from '../../script.ts'
import { type LimitFinding, LimitNotes } from './limit-notes.ts'
import type { LimitReason, ReceiverLimits } from './receiver-limits.ts'

const encoder = new TextEncoder()

export interface LimitResult {
  /** What can be sent; a row that needed no change is the same object. */
  readonly points: readonly RowPoint[]
  readonly dropped: number
  /** Points among `points` that lost something. */
  readonly trimmed: number
  readonly findings: readonly LimitFinding[]
}

export type Limiter = (category: Category, points: readonly AnyPoint[]) => LimitResult

export function createLimiter(limits: ReceiverLimits): Limiter {
  const fitting = new PointFitting(limits)
  return (category, points) => {
    const fitted: RowPoint[] = []
    const notes = new LimitNotes()
    let trimmed = 0
    for (const point of points) {
      notes.changed = false
      const result = fitting.fit(category, point, notes)
      if (result === undefined) continue
      fitted.push(result)
      if (notes.changed) trimmed++
    }
    return { points: fitted, dropped: points.length - fitted.length, trimmed, findings: notes.findings() }
  }
}

/** Receivers count nanoseconds in 64 bits: years 1677 to 2262. */
const MAX_TIMESTAMP_MS = 9_223_372_036_853
const MAX_INTEGER = 2n ** 63n - 1n
const CONTROL = /[\0-\x1f\x7f]/
const CONTROLS = /[\0-\x1f\x7f]/g
const KEY_CACHE_SIZE = 20_000

type Fields = Pick<RowPoint, 'names' | 'values'>

/** Called for each point: a loop over places costs the least before it is compiled. */
function hasValue(values: RowPoint['values']): boolean {
  for (let index = 0; index < values.length; index++) if (isValue(values[index])) return true
  return false
}

interface FieldFitting {
  readonly notes: LimitNotes
  /** Whether the script wrote a row, where a number that is not finite is no mistake. */
  readonly isRow: boolean
}

interface FittedKey {
  /** Empty: leave the tag or field out. */
  readonly text: string
  readonly reasons: readonly LimitReason[]
}

class PointFitting {
  readonly #limits: ReceiverLimits
  readonly #keys = new Map<Category, Map<string, FittedKey>>()
  #fineTags: RowPoint['tags'] | undefined
  #fineTagsCategory: Category | undefined
  #fineNames: RowPoint['names'] | undefined
  #fineNamesCategory: Category | undefined

  constructor(limits: ReceiverLimits) {
    this.#limits = limits
  }

  fit(category: Category, given: AnyPoint, notes: LimitNotes): RowPoint | undefined {
    const point = toRowPoint(given)
    const dropped = (reason: LimitReason) => notes.add(reason, point.measurement)
    if (!(Math.abs(point.timestamp) <= MAX_TIMESTAMP_MS)) return void dropped('bad_timestamp')
    const measurement = this.#measurement(point.measurement, notes)
    if (measurement === '') return void dropped('empty_measurement')
    const tags = this.#tags(category, point, notes)
    const { names, values } = this.#fields(category, point, tags, { notes, isRow: given === point })
    if (!hasValue(values)) return void dropped('no_fields')
    if (!this.#seriesKeyFits(measurement, tags)) return void dropped('series_key_too_long')
    const isSame = measurement === point.measurement && tags === point.tags && names === point.names
    return isSame ? point : { ...point, measurement, tags, names, values }
  }

  #measurement(name: string, notes: LimitNotes): string {
    const { maxMeasurementBytes, emptyMeasurement = '' } = this.#limits
    if (name === '') return emptyMeasurement
    const text = this.#text(name, maxMeasurementBytes, (reason) =>
      notes.add(reason === 'too_long' ? 'measurement_too_long' : reason, name),
    )
    return text === '' ? emptyMeasurement : text
  }

  #tags(category: Category, point: RowPoint, notes: LimitNotes): RowPoint['tags'] {
    const { tags } = point
    if (tags === this.#fineTags && category === this.#fineTagsCategory) return tags
    if (!this.#tagsAreFine(category, tags)) return this.#fitTags(category, point, notes)
    this.#fineTags = tags
    this.#fineTagsCategory = category
    return tags
  }

  #tagsAreFine(category: Category, tags: RowPoint['tags']): boolean {
    let count = 0
    for (const key in tags) {
      const value = tags[key]
      if (typeof value !== 'string' || ++count > this.#limits.maxTags) return false
      if (!this.#keyIsFine(category, key) || !this.#valueIsFine(value)) return false
    }
    return true
  }

  #keyIsFine(category: Category, key: string): boolean {
    return key !== '' && this.#key(category, key).text === key
  }

  #valueIsFine(value: string): boolean {
    if (CONTROL.test(value) || !fitsUtf8(value, this.#limits.maxTagValueBytes)) return false
    return !(this.#limits.trimBackslash && value.endsWith('\\'))
  }

  #fitTags(category: Category, point: RowPoint, notes: LimitNotes): RowPoint['tags'] {
    const fitted = new Map<string, string>()
    for (const key of Object.keys(point.tags).sort()) {
      const value = this.#tagValue(point, key, notes)
      if (value === '' || this.#isImplied(category, point, key, value)) continue
      const name = this.#noteKey(category, point, key, notes)
      if (name === '') continue
      if (fitted.has(name)) notes.add('duplicate_key', point.measurement, key)
      else if (fitted.size >= this.#limits.maxTags) notes.add('too_many_tags', point.measurement, key)
      else fitted.set(name, value)
    }
    return Object.fromEntries(fitted)
  }

  #tagValue(point: RowPoint, key: string, notes: LimitNotes): string {
    const value: unknown = point.tags[key]
    if (value === undefined || value === null) return ''
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      notes.add('wrong_type', point.measurement, key)
      return ''
    }
    return this.#text(String(value), this.#limits.maxTagValueBytes, (reason) =>
      notes.add(reason === 'too_long' ? 'tag_value_too_long' : reason, point.measurement, key),
    )
  }

  /** Names and values are those of the point itself when they need no change. */
  #fields(category: Category, point: RowPoint, tags: RowPoint['tags'], how: FieldFitting): Fields {
    const isFine = this.#namesAreFine(category, point.names) && this.#valuesAreFine(category, point, how)
    const isTaken = this.#limits.sharedNames && point.names.some((name) => Object.hasOwn(tags, name))
    return isFine && !isTaken ? point : this.#fitFields(category, point, tags, how)
  }

  /** Looked at once for all points that share them. */
  #namesAreFine(category: Category, names: RowPoint['names']): boolean {
    if (names === this.#fineNames && category === this.#fineNamesCategory) return true
    const isFine = names.every((name) => this.#keyIsFine(category, name))
    if (!isFine || names.length > this.#limits.maxFields) return false
    this.#fineNames = names
    this.#fineNamesCategory = category
    return true
  }

  #valuesAreFine(category: Category, { values }: RowPoint, { isRow }: FieldFitting): boolean {
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      if (typeof value === 'number' && (isRow || Number.isFinite(value))) continue
      if (this.#fieldProblem(category, value) !== undefined) return false
    }
    return true
  }

  #fitFields(category: Category, point: RowPoint, tags: RowPoint['tags'], how: FieldFitting): Fields {
    const fitted = new Map<string, FieldValue>()
    const note = (reason: LimitReason, key: string) => how.notes.add(reason, point.measurement, key)
    for (const [index, key] of point.names.entries()) {
      if (how.isRow && !isValue(point.values[index])) continue
      const value = this.#fieldValue(category, point.values[index], (reason) => note(reason, key))
      if (value === undefined || this.#isImplied(category, point, key, value)) continue
      const name = this.#noteKey(category, point, key, how.notes)
      if (name === '') continue
      const isTaken = fitted.has(name) || (this.#limits.sharedNames && Object.hasOwn(tags, name))
      if (isTaken) note('duplicate_key', key)
      else if (fitted.size >= this.#limits.maxFields) note('too_many_fields', key)
      else fitted.set(name, value)
    }
    return { names: [...fitted.keys()], values: [...fitted.values()] }
  }

  #fieldValue(
    category: Category,
    value: FieldValue | undefined,
    note: (reason: LimitReason) => void,
  ): FieldValue | undefined {
    if (value === undefined || value === null) return undefined
    const problem = this.#fieldProblem(category, value)
    if (problem === undefined) return value
    note(problem)
    const cut = problem === 'string_field_too_long' && typeof value === 'string'
    return cut ? cutUtf8(value, this.#limits.maxStringFieldBytes) : undefined
  }

  #fieldProblem(category: Category, value: FieldValue | undefined): LimitReason | undefined {
    if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'non_finite_number'
    if (typeof value === 'boolean') return undefined
    if (typeof value === 'bigint') {
      return value > MAX_INTEGER || value < -MAX_INTEGER - 1n ? 'integer_out_of_range' : undefined
    }
    if (typeof value !== 'string') return 'wrong_type'
    if (this.#limits.numbersOnly.includes(category)) return 'string_in_metric'
    return fitsUtf8(value, this.#limits.maxStringFieldBytes) ? undefined : 'string_field_too_long'
  }

  /** The receiver fills in the measurement's name here, so leaving it out loses nothing. */
  #isImplied(category: Category, point: RowPoint, key: string, value: FieldValue): boolean {
    return value === point.measurement && (this.#limits.reservedKeys[category] ?? []).includes(key)
  }

  #noteKey(category: Category, point: RowPoint, key: string, notes: LimitNotes): string {
    const { text, reasons } = this.#key(category, key)
    for (const reason of reasons) notes.add(reason, point.measurement, key)
    return text
  }

  #key(category: Category, key: string): FittedKey {
    const keys = this.#keys.get(category)
    const known = keys?.get(key)
    if (known !== undefined) return known
    const fitted = this.#fitKey(category, key)
    if (keys === undefined || keys.size >= KEY_CACHE_SIZE) this.#keys.set(category, new Map([[key, fitted]]))
    else keys.set(key, fitted)
    return fitted
  }

  #fitKey(category: Category, key: string): FittedKey {
    const { reservedKeys, refusedKeys, underscoreDots, maxKeyBytes } = this.#limits
    if (reservedKeys[category]?.includes(key)) return { text: '', reasons: ['reserved_key'] }
    if (refusedKeys.includes(key)) return { text: `${key}_`, reasons: ['refused_key'] }
    const reasons: LimitReason[] = []
    const dotted = underscoreDots.includes(category) && key.includes('.')
    if (dotted) reasons.push('dot_in_key')
    const text = this.#text(dotted ? key.replaceAll('.', '_') : key, maxKeyBytes, (reason) =>
      reasons.push(reason === 'too_long' ? 'key_too_long' : reason),
    )
    return { text, reasons: text === '' ? ['empty_key'] : reasons }
  }

  #text(
    text: string,
    maxBytes: number,
    note: (reason: 'too_long' | 'control_character' | 'trailing_backslash') => void,
  ): string {
    let fitted = text
    if (CONTROL.test(fitted)) {
      note('control_character')
      fitted = fitted.replace(CONTROLS, ' ')
    }
    if (!fitsUtf8(fitted, maxBytes)) {
      note('too_long')
      fitted = cutUtf8(fitted, maxBytes)
    }
    if (!this.#limits.trimBackslash || !fitted.endsWith('\\')) return fitted
    note('trailing_backslash')
    return fitted.replace(/\\+$/, '')
  }

  #seriesKeyFits(measurement: string, tags: RowPoint['tags']): boolean {
    const { maxSeriesKeyBytes } = this.#limits
    if (maxSeriesKeyBytes === Number.POSITIVE_INFINITY) return true
    let text = measurement
    for (const key in tags) text += `,${key}=${tags[key]}`
    // Six: three bytes a UTF-16 unit, and a backslash before it.
    return text.length * 6 <= maxSeriesKeyBytes || escapedBytes(text) <= maxSeriesKeyBytes
  }
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(text) + (text.match(/[ ,=]/g)?.length ?? 0)
}

/** Cuts a text to at most so many bytes of UTF-8, never inside a character. */
export function cutUtf8(text: string, maxBytes: number): string {
  if (fitsUtf8(text, maxBytes)) return text
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes))
  return text.slice(0, read)
}

function fitsUtf8(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes at most three bytes, so that most texts need not be measured.
  return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes
}
