/** Random tokens, and what is kept of them. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** 256 random bits as text that fits into headers, cookies and links. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** Enough for tokens of 256 random bits: there is nothing to guess. */
export function tokenSha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Belongs to one session and cannot be made without its cookie. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url')
}

/** Takes as long for a near miss as for a wild guess. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
