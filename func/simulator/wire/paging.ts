import { hashText } from '../hash.ts'

/** Opaque page tokens that only continue the request they came from. */
export function encodeToken(request: string, position: readonly number[]): string {
  const content = `${hashText(request)}.${position.join('.')}`
  return Buffer.from(`${content}.${hashText(content)}`).toString('base64url')
}

/** The position of a token, or undefined if it is not one of this request. */
export function decodeToken(request: string, token: string): readonly number[] | undefined {
  const parts = Buffer.from(token, 'base64url').toString().split('.').map(Number)
  const content = parts.slice(0, -1).join('.')
  if (parts.length < 3 || parts.at(-1) !== hashText(content) || parts[0] !== hashText(request))
    return undefined
  return parts.slice(1, -1)
}
