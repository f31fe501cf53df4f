/** The view of the objects page, kept in the address. Pure. */
import type { TagCondition } from '../api/types.gen.ts'

export interface ObjectView {
  readonly measurement: string | null
  readonly search: string
  /** `tag` to the values wanted. */
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly sort: { readonly id: string; readonly descending: boolean }
  /** Id of the object whose details are open. */
  readonly open: string | null
}

const TAG = 'tag.'

export function readView(params: URLSearchParams): ObjectView {
  const names = [...new Set([...params.keys()].filter((key) => key.startsWith(TAG)))]
  const sort = params.get('sort') ?? 'name'
  return {
    measurement: params.get('measurement'),
    search: params.get('search') ?? '',
    tags: Object.fromEntries(names.map((key) => [key.slice(TAG.length), params.getAll(key)])),
    sort: { id: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    open: params.get('object'),
  }
}

export function writeView(view: ObjectView): URLSearchParams {
  const params = new URLSearchParams()
  if (view.measurement !== null) params.set('measurement', view.measurement)
  if (view.search !== '') params.set('search', view.search)
  for (const [tag, values] of Object.entries(view.tags))
    for (const value of values) params.append(TAG + tag, value)
  const sort = `${view.sort.descending ? '-' : ''}${view.sort.id}`
  if (sort !== 'name') params.set('sort', sort)
  if (view.open !== null) params.set('object', view.open)
  return params
}

/** The filters as the store understands them. */
export function conditionsOf(tags: ObjectView['tags']): TagCondition[] {
  return Object.entries(tags)
    .filter(([, values]) => values.length > 0)
    .map(([tag, values]) => ({ tag, operator: 'in', values: [...values] }))
}
