export type Matcher = (text: string) => boolean

/** `*` stands for any number of characters, everything else for itself. */
export function glob(pattern: string): Matcher {
  if (!pattern.includes('*')) return (text) => text === pattern
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  const expression = new RegExp(`^${parts.join('.*')}$`, 's')
  return (text) => expression.test(text)
}

/** Matches what any of the patterns matches; nothing when there are none. */
export function anyGlob(patterns: readonly string[]): Matcher {
  const matchers = patterns.map(glob)
  return (text) => matchers.some((matches) => matches(text))
}
