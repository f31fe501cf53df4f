const encoder = new TextEncoder()

/** Cuts a text to at most so many bytes of UTF-8, never inside a character. */
export function cutUtf8(text: string, maxBytes: number): string {
  if (fitsUtf8(text, maxBytes)) return text
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes))
  return text.slice(0, read)
}

export function fitsUtf8(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes at most three bytes, so that most texts need not be measured.
  return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes
}
