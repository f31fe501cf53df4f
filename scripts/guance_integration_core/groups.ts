/**
 * Dimension sets in a fixed number of groups, the same in every run: what cannot be read holds back its group and
 * no other. A set of groups is a bit mask. Pure.
 */
import { hash32 } from './hash.ts'
import { setKey } from './reading/points.ts'
import type { SetIdentity } from './types.ts'

export const GROUPS = 64
export const NO_GROUPS = 0n
export const ALL_GROUPS = (1n << BigInt(GROUPS)) - 1n

export function groupOf(set: SetIdentity): number {
  return hash32(setKey(set)) % GROUPS
}

export function maskOf(group: number): bigint {
  return 1n << BigInt(group)
}

export function hasGroup(mask: bigint, group: number): boolean {
  return (mask & maskOf(group)) !== NO_GROUPS
}

export function groupsOf(mask: bigint): number[] {
  return Array.from({ length: GROUPS }, (_, group) => group).filter((group) => hasGroup(mask, group))
}
