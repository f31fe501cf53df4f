import { unit } from '../hash.ts'
import type { SimFunction } from './functions.ts'

const SALT = { durable: 330, tenants: 331, recursion: 332 }

/** Its executions may be suspended for hours. */
export function isDurable(fn: SimFunction): boolean {
  return fn.kind === 'async' && fn.runtime !== undefined && unit(fn.traffic.hash, SALT.durable) < 0.3
}

/** Each tenant has execution environments of its own. */
export function hasTenants(fn: SimFunction): boolean {
  return fn.kind === 'web' && fn.aliases.length === 0 && unit(fn.traffic.hash, SALT.tenants) < 0.1
}

/** May invoke itself without an end. */
export function mayRecur(fn: SimFunction): boolean {
  return unit(fn.traffic.hash, SALT.recursion) < 0.05
}
