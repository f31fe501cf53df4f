import { hash, hex, letters, pick } from '../hash.ts'

const DOMAINS = [
  'orders',
  'billing',
  'catalog',
  'search',
  'users',
  'auth',
  'media',
  'shipping',
  'reports',
  'alerts',
  'geo',
  'ledger',
]
const ACTIONS = [
  'get',
  'list',
  'create',
  'sync',
  'import',
  'export',
  'resize',
  'notify',
  'validate',
  'archive',
  'index',
  'purge',
]
const STAGES = ['prod', 'staging', 'dev']

/** Legal but unusual: only letters, digits, `-` and `_`, 1 to 64 of them. */
const ODD_NAMES = [
  'x',
  '--dashes--first--',
  '__init__',
  '007',
  'UPPER-lower_MIXED-0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGH',
]

/** A function name in one of the styles that teams and tools use; not necessarily unique. */
export function functionName(seed: number, index: number): string {
  const odd = index % 40
  if (index >= 14 && odd >= 14 && odd < 14 + ODD_NAMES.length) return ODD_NAMES[odd - 14] as string
  const domain = pick(DOMAINS, seed, index, 1)
  const action = pick(ACTIONS, seed, index, 2)
  const stage = pick(STAGES, seed, index, 3)
  switch (hash(seed, index, 4) % 6) {
    case 0:
      return `${domain}-${action}-${stage}`
    case 1:
      return `${action}${capital(domain)}`
    case 2:
      return `${domain}_${action}_handler`
    case 3:
      return `${capital(domain)}Stack-${capital(action)}Fn${hex(seed, index, 8).toUpperCase()}-${letters(seed, index, 12)}`
    case 4:
      return `svc-${domain}-${stage}-${action}${capital(domain)}`
    default:
      return `${capital(domain)}${capital(action)}Function-${letters(seed, index, 13).toUpperCase()}`
  }
}

/** The name itself, or with a number when it is taken; at most 64 characters, as Lambda allows. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const numbered = `${name.slice(0, 64 - ending.length)}${ending}`
    if (!taken.has(numbered)) return numbered
  }
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
