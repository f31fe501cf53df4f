/** Answers that no right service gives, but that networks, proxies and bad days do. */
import type { ServerResponse } from 'node:http'
import { hashText, unit } from '../hash.ts'
import type { Answer } from './aws-error.ts'

/** By the name of a damage: what it does. */
export const DAMAGES = {
  'empty-body': 'status 200 and nothing else',
  html: "a proxy's page with status 200 in place of the answer",
  cut: 'the connection ends in the middle of the body',
  'missing-members': 'an answer without any member',
  'repeated-token': 'a further page gives the token that it was asked with',
} as const

export type DamageKind = keyof typeof DAMAGES

export interface Damage {
  readonly kind: DamageKind
  /** Chance that an answer is damaged so. */
  readonly rate: number
  /** As IAM names it. @default all */
  readonly action?: string
}

type Members = Readonly<Record<string, unknown>>

/** The damage of the n-th answer of one kind, the same in each simulator of the same seed. */
export function damageOf(
  damages: readonly Damage[],
  { seed, region, action, number }: { seed: number; region: string; action: string; number: number },
): DamageKind | undefined {
  const hit = damages.find(
    ({ kind, rate, action: only = action }) =>
      only === action && unit(seed ^ hashText(`${region}/${action}/${kind}`), number, 62) < rate,
  )
  return hit?.kind
}

export function damagedResult(kind: DamageKind, input: Members, result: unknown): unknown {
  const members = Object(result) as Members
  if (kind === 'missing-members') return {}
  if (kind === 'repeated-token') return { ...members, ...repeatedToken(input, members) }
  return result
}

/** The token of a further page by its name in the answer, and in the request. */
const TOKENS = [
  ['NextToken', 'NextToken'],
  ['nextToken', 'nextToken'],
  ['NextMarker', 'Marker'],
  ['PaginationToken', 'PaginationToken'],
] as const

function repeatedToken(input: Members, members: Members): Members {
  const token = TOKENS.find(
    ([answered, asked]) => members[answered] !== undefined && input[asked] !== undefined,
  )
  return token === undefined ? {} : { [token[0]]: input[token[1]] }
}

const HTML = '<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>'

export function damagedAnswer(kind: DamageKind | undefined, answer: Answer): Answer {
  if (kind === 'html') return { status: 200, headers: { 'content-type': 'text/html' }, body: HTML }
  return kind === 'empty-body' ? { ...answer, status: 200, body: '' } : answer
}

/** Sends half of the body that was announced, and ends the connection. */
export function sendCut(response: ServerResponse, { body, ...answer }: Answer): void {
  const bytes = Buffer.from(body as string)
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}
