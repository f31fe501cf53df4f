/**
 * Fits points to a receiver before they are sent, as the receiver itself would: so nothing is lost that it would
 * keep, and no point of ours makes it refuse a batch. What had to be cut or left out is counted by reason.
 */
import type { Category, FieldRow, FieldValue, Point } from '../../script.ts'
import { type LimitFinding, LimitNotes } from './limit-notes.ts'
import type { LimitReason, ReceiverLimits } from './receiver-limits.ts'
import { cutUtf8, fitsUtf8 } from './utf8.ts'

export interface LimitResult {
  /** What can be sent; a point that needed no change is the same object. */
  readonly points: readonly Point[]
  readonly dropped: number
  /** Points among `points` that lost something. */
  readonly trimmed: number
  readonly findings: readonly LimitFinding[]
}

export type Limiter = (category: Category, points: readonly Point[]) => LimitResult

export function createLimiter(limits: ReceiverLimits): Limiter {
  const fitting = new PointFitting(limits)
  return (category, points) => {
    const fitted: Point[] = []
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

interface FittedKey {
  /** Empty: leave the tag or field out. */
  readonly text: string
  readonly reasons: readonly LimitReason[]
}

class PointFitting {
  readonly #limits: ReceiverLimits
  readonly #keys = new Map<Category, Map<string, FittedKey>>()
  #fineTags: Point['tags'] | undefined
  #fineTagsCategory: Category | undefined
  #fineNames: FieldRow['names'] | undefined
  #fineNamesCategory: Category | undefined

  constructor(limits: ReceiverLimits) {
    this.#limits = limits
  }

  fit(category: Category, point: Point, notes: LimitNotes): Point | undefined {
    const dropped = (reason: LimitReason) => notes.add(reason, point.measurement)
    if (!(Math.abs(point.timestamp) <= MAX_TIMESTAMP_MS)) return void dropped('bad_timestamp')
    const measurement = this.#measurement(point.measurement, notes)
    if (measurement === '') return void dropped('empty_measurement')
    const tags = this.#tags(category, point, notes)
    const isPlain = measurement === point.measurement && tags === point.tags
    if (isPlain && this.#rowIsFine(category, point.row, tags) && this.#seriesKeyFits(measurement, tags))
      return point
    const fields = this.#fields(category, point, tags, notes)
    if (isEmpty(fields)) return void dropped('no_fields')
    if (!this.#seriesKeyFits(measurement, tags)) return void dropped('series_key_too_long')
    return isPlain && fields === point.fields
      ? point
      : { measurement, tags, fields, timestamp: point.timestamp }
  }

  #measurement(name: string, notes: LimitNotes): string {
    const { maxMeasurementBytes, emptyMeasurement = '' } = this.#limits
    if (name === '') return emptyMeasurement
    const text = this.#text(name, maxMeasurementBytes, (reason) =>
      notes.add(reason === 'too_long' ? 'measurement_too_long' : reason, name),
    )
    return text === '' ? emptyMeasurement : text
  }

  #tags(category: Category, point: Point, notes: LimitNotes): Point['tags'] {
    const { tags } = point
    if (tags === this.#fineTags && category === this.#fineTagsCategory) return tags
    if (!this.#tagsAreFine(category, tags)) return this.#fitTags(category, point, notes)
    this.#fineTags = tags
    this.#fineTagsCategory = category
    return tags
  }

  #tagsAreFine(category: Category, tags: Point['tags']): boolean {
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

  #fitTags(category: Category, point: Point, notes: LimitNotes): Point['tags'] {
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

  #tagValue(point: Point, key: string, notes: LimitNotes): string {
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

  #fields(category: Category, point: Point, tags: Point['tags'], notes: LimitNotes): Point['fields'] {
    const { fields } = point
    return this.#fieldsAreFine(category, fields, tags)
      ? fields
      : this.#fitFields(category, point, tags, notes)
  }

  #fieldsAreFine(category: Category, fields: Point['fields'], tags: Point['tags']): boolean {
    const { maxFields, sharedNames } = this.#limits
    // Points of many fields are slow to walk with `in`.
    const names = Object.keys(fields)
    if (names.length > maxFields) return false
    const known = this.#keys.get(category)
    for (const key of names) {
      const isFine = known?.get(key)?.text === key || this.#keyIsFine(category, key)
      if (!isFine || key === '' || (sharedNames && Object.hasOwn(tags, key))) return false
      const value = fields[key]
      const isNumber = typeof value === 'number' && Number.isFinite(value)
      if (!isNumber && this.#fieldProblem(category, value) !== undefined) return false
    }
    return true
  }

  /** Numbers always fit, if only their names do: those are looked at once for all points that share them. */
  #rowIsFine(category: Category, row: FieldRow | undefined, tags: Point['tags']): boolean {
    if (row === undefined) return false
    const { names } = row
    const { maxFields, sharedNames } = this.#limits
    if (names !== this.#fineNames || category !== this.#fineNamesCategory) {
      if (names.length > maxFields || !names.every((name) => this.#keyIsFine(category, name))) return false
      this.#fineNames = names
      this.#fineNamesCategory = category
    }
    return !sharedNames || !names.some((name) => Object.hasOwn(tags, name))
  }

  #fitFields(category: Category, point: Point, tags: Point['tags'], notes: LimitNotes): Point['fields'] {
    const fitted = new Map<string, FieldValue>()
    const note = (reason: LimitReason, key: string) => notes.add(reason, point.measurement, key)
    for (const key of Object.keys(point.fields)) {
      const value = this.#fieldValue(category, point.fields[key], (reason) => note(reason, key))
      if (value === undefined || this.#isImplied(category, point, key, value)) continue
      const name = this.#noteKey(category, point, key, notes)
      if (name === '') continue
      const taken = fitted.has(name) || (this.#limits.sharedNames && Object.hasOwn(tags, name))
      if (taken) note('duplicate_key', key)
      else if (fitted.size >= this.#limits.maxFields) note('too_many_fields', key)
      else fitted.set(name, value)
    }
    return Object.fromEntries(fitted)
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
  #isImplied(category: Category, point: Point, key: string, value: FieldValue): boolean {
    return value === point.measurement && (this.#limits.reservedKeys[category] ?? []).includes(key)
  }

  #noteKey(category: Category, point: Point, key: string, notes: LimitNotes): string {
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

  #seriesKeyFits(measurement: string, tags: Point['tags']): boolean {
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

function isEmpty(fields: Point['fields']): boolean {
  for (const _ in fields) return false
  return true
}
