import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect } from 'chai'

const root = resolve(import.meta.dirname, '..')

/** Words of a former dialect, whole or as part of a name, and what the field says. */
const OLD_WORDS: readonly (readonly [old: RegExp, instead: string])[] = [
  [
    /(?:\b|_)[Tt](?:ell(?:s|ing)?|old)(?![a-z])|[a-z](?:Tell|Told|Tells)(?![a-z])|\bTOLD\b/,
    'report, say, show',
  ],
  [/\balike(?![a-z])|Alike(?![a-z])/, 'same, uniform'],
  [/\b(?:[Uu]n|[Rr]e)?[Ff]old(?:s|ed|ing)?(?![a-z])|[a-z]Folds?(?![a-z])/, 'aggregate'],
  [/\b[Aa]rrange(?:ment|ments|d|s)?\b|Arrangement/, 'grouping'],
  [/\b[Dd]esks?\b|[a-z]Desk(?![a-z])/, 'handler, server'],
  [/\b(?:un)?(?:carry|carried)(?=[A-Z])|[a-z]Carry(?![a-z])/, 'pending state'],
  [/\bkeep(?:s|ing)? house\b|\bkeepHouse\b/, 'retention'],
  [/\bstrays?\b|[a-z]Strays?(?![a-z])/, 'orphaned tasks'],
  [/\boutlets?\b|[a-z]Outlet(?![a-z])/, 'relay'],
  [/\b[Ll]en(?:d|ds|t)\b|\b(?:giv(?:e|es|en)|gave) back\b|\bgiveBack\b/, 'acquire, release, return'],
  [/\bgreatest\b|\b(?:is|of)Least\b/, 'maximum, minimum'],
  [/\bhurry\b|\blinger(?:s|ing|Ms|Points)?\b/, 'flush now, batch delay'],
]
/** Lines in which a word is what somebody else calls a thing. */
const FOREIGN = /react-router|<Outlet \/>|gcFold|"fold"/
const CHECKED = [
  'func',
  'scripts',
  'web/src',
  'test',
  'docs',
  'startup',
  'manifests',
  'README.md',
  'CHANGELOG.md',
]
const LISTS_THEM = ['test/words.test.ts', 'package-lock.json']

function filesOf(path: string): string[] {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (/\.md$/.test(path)) return [path]
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|md|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !LISTS_THEM.includes(file) && !file.includes('/dist/'))
}

function found(file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  return lines.flatMap((line, at) => {
    if (FOREIGN.test(line)) return []
    const hit = OLD_WORDS.find(([old]) => old.test(line))
    return hit === undefined ? [] : [`${file}:${at + 1} '${line.match(hit[0])?.[0]}': say ${hit[1]}`]
  })
}

describe('words', () => {
  it('should be those of the field', () => {
    expect(CHECKED.flatMap(filesOf).flatMap(found)).to.deep.equal([])
  })

  it('should be found whole and in names, and others left alone', () => {
    const isOld = (text: string) => OLD_WORDS.some(([old]) => old.test(text))
    for (const text of [
      'it tells',
      'useTellError',
      'ToldReports',
      'alikeObjects',
      'HourFold',
      'QueryDesk',
      'carryOver',
    ])
      expect(isOld(text), text).to.equal(true)
    for (const text of [
      'satellite',
      'intelligent',
      'folder',
      'scaffolding',
      'carry on',
      'unfolder',
      'calendar',
      'stretch',
    ])
      expect(isOld(text), text).to.equal(false)
  })
})
