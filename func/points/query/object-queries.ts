/** Objects as the console lists them: filtered, searched and sorted in memory, ten thousand in some milliseconds. */
import type { DatabaseSync } from 'node:sqlite'
import { FuncError } from '../../errors.ts'
import type { ObjectItem, ObjectPage, ObjectQuery, ObjectSort, TagScope } from '../../model/queries.ts'
import type { FieldValue, Json } from '../../script.ts'
import { decodeFields } from '../field-codec.ts'
import { createSearch, createTagMatch, tagOf } from './tag-conditions.ts'
import { compare } from './tag-pickers.ts'

const DEFAULT_LIMIT = 50
const MOST_OBJECTS = 1_000
const BY_NAME: ObjectSort = { kind: 'tag', name: 'name' }

/** An object without its fields, which take most of the space and are read for one page only. */
export type ObjectHead = Omit<ObjectItem, 'fields'>

export interface ObjectQueries {
  page(query: ObjectQuery): ObjectPage
  one(id: number): ObjectItem | undefined
  matching(scope: TagScope & { readonly since?: number }): ObjectHead[]
}

type SortKey = string | number | null
interface Sorted {
  readonly head: ObjectHead
  readonly key: SortKey
}

export function createObjectQueries(connection: DatabaseSync): ObjectQueries {
  const heads = createHeads(connection)
  const withFields = createWithFields(connection)
  // An integer may be larger than a JavaScript number takes.
  const selectField = connection.prepare(`
    select objects.id, iif(typeof(field.value) = 'integer', field.value * 1.0, field.value) as value
    from objects, json_each(objects.fields) as field where field.key = ?`)

  function matching({ measurement, where, search, since }: TagScope & { readonly since?: number }) {
    const matches = createTagMatch(where)
    const contains = createSearch(search)
    return heads().filter(
      (head) =>
        (measurement === undefined || head.measurement === measurement) &&
        (since === undefined || head.lastSeen >= since) &&
        matches(head.tags) &&
        contains(head.tags),
    )
  }

  function createKey({ kind, name = '' }: ObjectSort): (head: ObjectHead) => SortKey {
    if (kind === 'tag') return ({ tags }) => tagOf(tags, name) ?? null
    if (kind !== 'field') return (head) => head[kind === 'time' ? 'timestamp' : kind]
    const values = new Map(selectField.all(name).map(({ id, value }) => [Number(id), toKey(value)]))
    return ({ id }) => values.get(id) ?? null
  }

  return {
    matching,
    page(query) {
      const limit = requireLimit(query.limit ?? DEFAULT_LIMIT)
      const sort = query.sort ?? BY_NAME
      const keyOf = createKey(sort)
      const order = createOrder(sort.descending === true)
      const all = matching(query)
        .map((head) => ({ head, key: keyOf(head) }))
        .sort(order)
      const start = query.cursor === undefined ? 0 : placeAfter(all, readCursor(query.cursor), order)
      const page = all.slice(start, start + limit)
      const last = page.at(-1)
      const next = last !== undefined && start + limit < all.length ? { next: writeCursor(last) } : {}
      return { objects: page.map(({ head }) => withFields(head, query.fields)), total: all.length, ...next }
    },
    one(id) {
      const head = heads().find((each) => each.id === id)
      return head === undefined ? undefined : withFields(head, undefined)
    },
  }
}

function createWithFields(connection: DatabaseSync) {
  const select = connection.prepare('select fields from objects where id = ?')
  return (head: ObjectHead, names: readonly string[] | undefined): ObjectItem => {
    if (names?.length === 0) return { ...head, fields: {} }
    const stored = decodeFields(String(select.get(head.id)?.fields ?? '{}'))
    const wanted = Object.entries(stored).filter(([name]) => names === undefined || names.includes(name))
    return { ...head, fields: Object.fromEntries(wanted.map(([name, value]) => [name, toJson(value)])) }
  }
}

/** All objects without fields, read again when any has changed. */
function createHeads(connection: DatabaseSync): () => readonly ObjectHead[] {
  const revision = connection.prepare('select revision from objects_revision')
  const select = connection.prepare('select id, measurement, tags, time, first_seen, last_seen from objects')
  let seen: unknown
  let heads: readonly ObjectHead[] = []
  return () => {
    const now = revision.get()?.revision
    if (now === seen) return heads
    heads = select.all().map((row) => ({
      id: Number(row.id),
      measurement: String(row.measurement),
      tags: JSON.parse(String(row.tags)),
      timestamp: Number(row.time),
      firstSeen: Number(row.first_seen),
      lastSeen: Number(row.last_seen),
    }))
    seen = now
    return heads
  }
}

/** Numbers before texts; what is missing comes last either way; equal ones by id. */
function createOrder(isDescending: boolean) {
  const sign = isDescending ? -1 : 1
  return (a: Sorted, b: Sorted): number => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || a.head.id - b.head.id
    }
    return sign * compareKeys(a.key, b.key) || a.head.id - b.head.id
  }
}

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return compare(a, b)
  return typeof a === 'number' ? -1 : 1
}

function toKey(value: unknown): SortKey {
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

interface Cursor {
  readonly key: SortKey
  readonly head: Pick<ObjectHead, 'id'>
}

/** Where the objects after the cursor begin, also when its own object has gone. */
function placeAfter(all: readonly Sorted[], cursor: Cursor, order: (a: Sorted, b: Sorted) => number): number {
  const place = all.findIndex((each) => order(each, cursor as Sorted) > 0)
  return place === -1 ? all.length : place
}

function writeCursor({ key, head }: Sorted): string {
  return Buffer.from(JSON.stringify([key, head.id])).toString('base64url')
}

function readCursor(text: string): Cursor {
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (typeof id === 'number' && (key === null || typeof key === 'string' || typeof key === 'number')) {
      return { key, head: { id } }
    }
  } catch {
    // refused below, like every other text that is no cursor
  }
  throw invalid(`the cursor '${text}'`, 'the one of the page before')
}

function requireLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_OBJECTS) return limit
  throw invalid(`limit ${limit}`, `1 to ${MOST_OBJECTS}`)
}

function invalid(what: string, wanted: string): FuncError {
  return new FuncError('FUNC_ERR_STORE_QUERY_INVALID', `Cannot list objects with ${what}: wanted ${wanted}`)
}

function toJson(value: FieldValue): Json {
  return typeof value === 'bigint' ? String(value) : value
}
