import { compare, valid } from 'semver'

/** Sections of a changelog for versions above `from` up to `to`; headings look like `## 1.2.0` or `## [1.2.0]`. */
export function changesBetween(changelog: string, from: string | undefined, to: string): string {
  const sections = changelog.split(/^(?=## )/m).filter((section) => {
    const version = /^## \[?v?([0-9][^\]\s]*)/.exec(section)?.[1]
    if (version === undefined || valid(version) === null) return false
    return compare(version, to) <= 0 && (from === undefined || compare(version, from) > 0)
  })
  return sections.join('').trim()
}
