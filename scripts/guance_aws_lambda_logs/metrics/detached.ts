/** A copy: a part of a text holds the whole of it in memory. */
export function detached(text: string): string {
  return Buffer.from(text).toString()
}
