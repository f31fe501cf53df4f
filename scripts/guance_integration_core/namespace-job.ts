import type { NamespaceUnit } from './collection.ts'
import type { Refresh } from './discovery/find-sets.ts'
import type { Marks } from './windows/marks.ts'

/** One namespace of one region, with how far it has come. */
export interface NamespaceJob extends NamespaceUnit {
  readonly refresh: Refresh
  /** Undefined on the very first run. */
  readonly marks: Marks | undefined
}

/** `/` parts the key, so that the namespace has none. */
export function stateKey(
  kind: string,
  { region, namespace }: Pick<NamespaceUnit, 'region' | 'namespace'>,
): string {
  return `${kind}/${region}/${namespace.replaceAll('/', '-')}`
}
