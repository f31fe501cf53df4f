/** A pattern in which `*` stands for any characters, as SQLite's GLOB wants it: its other wildcards are escaped. */
export function toSqliteGlob(pattern: string): string {
  return pattern.replace(/[[?]/g, '[$&]')
}

/** Whether a name fits one of the patterns (`*` wildcard); every name fits none at all. */
export function createNameFilter(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true
  const expressions = patterns.map(toExpression)
  return (name) => expressions.some((expression) => expression.test(name))
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map(escapeForExpression)
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function escapeForExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
