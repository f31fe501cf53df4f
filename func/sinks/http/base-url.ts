/** URLs of receivers as users give them: scheme, host, and maybe a path in front of the receiver's own. */

/**
 * What is wrong with the URL of a receiver, or undefined. The URL itself is not repeated: it may hold a secret.
 * `elsewhere` says where user, password and token go.
 */
export function baseUrlProblem(text: string, elsewhere: string): string | undefined {
  const url = URL.parse(text)
  if (url === null) return `'url' is no URL: wanted http://host:port or https://host`
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `'url' has the scheme '${url.protocol.slice(0, -1)}': wanted http or https`
  }
  if (url.username !== '' || url.password !== '') return `'url' holds a user or password: ${elsewhere}`
  if (url.search !== '' || url.hash !== '') {
    const names = [...url.searchParams.keys()].map((name) => `'${name}'`).join(', ')
    return `'url' has a query${names === '' ? '' : ` (${names})`}: ${elsewhere}`
  }
  const path = /\/(v1\/write|api\/v2\/write|write)(\/|$)/.exec(url.pathname)?.[1]
  if (path !== undefined) return `'url' ends in the path '/${path}': wanted the part before it`
  return undefined
}

/** Appends a path, keeping a path that the base already has. */
export function urlOf(base: string, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  url.search = new URLSearchParams(query).toString()
  return url
}
