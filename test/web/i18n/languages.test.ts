import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { envName, loadSettings, shownSettings } from '#func/settings.ts'
import { SINK_TYPES } from '#func/sinks/config.ts'
import { CHINESE, textsOfSchema, untranslated } from '../../support/console/languages.ts'

const source = resolve(import.meta.dirname, '../../../web/src')

function texts(language: string): Map<string, string> {
  return new Map(flat(JSON.parse(readFileSync(join(source, 'i18n', `${language}.json`), 'utf8'))))
}

function flat(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string' ? [[prefix + key, child] as [string, string]] : flat(child, `${prefix}${key}.`),
  )
}

/** `_one` and `_other` are one text where a language has plurals. */
const withoutPlurals = (keys: Iterable<string>) =>
  [...new Set([...keys].map((key) => key.replace(/_(one|other)$/, '')))].sort()
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
)
const en = texts('en')
const zh = texts('zh-CN')

describe('languages', () => {
  it('should have the same texts', () => {
    expect(withoutPlurals(zh.keys())).to.deep.equal(withoutPlurals(en.keys()))
  })

  it('should have the same placeholders', () => {
    const differing = [...zh].filter(([key, text]) => {
      const other = en.get(key)
      return other !== undefined && `${placeholders(text)}` !== `${placeholders(other)}`
    })
    expect(differing).to.deep.equal([])
  })

  it('should be translated: Chinese texts have Chinese characters', () => {
    const same = /^(nav\.(version|signedInAs)|aggregation\.p\d+|objects\.tabs\.message|log\.title)$/
    const latin = [...zh].filter(([key, text]) => !same.test(key) && !CHINESE.test(text))
    expect(latin).to.deep.equal([])
  })

  it('should have every setting in both', () => {
    const shown = shownSettings(loadSettings({ env: {} }))
    const texts = shown.map(({ section, key, description }) => [envName(section, key), description] as const)
    expect(texts.map(([name]) => name)).to.include.members(['FUNCBOX_RUNNER_MEMORY_MB', 'FUNCBOX_HTTP_PORT'])
    expect(untranslated(texts)).to.deep.equal([])
  })

  it('should have every sink type and its options in both', () => {
    const texts = SINK_TYPES.flatMap(({ type, title, schema }) => [
      [`${type}.title`, title] as const,
      ...textsOfSchema(schema, type),
    ])
    expect(texts.length).to.be.above(40)
    expect(untranslated(texts)).to.deep.equal([])
  })

  it('should use every text', () => {
    const code = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n')
    const isUsed = (key: string) => {
      if (code.includes(`'${key}'`)) return true
      const parts = key.split('.')
      return parts.some((_, index) => code.includes(`${parts.slice(0, index).join('.')}.\${`) && index > 0)
    }
    expect(withoutPlurals(en.keys()).filter((key) => !isUsed(key))).to.deep.equal([])
  })

  it('should leave no text in the code', () => {
    const found = files.filter((file) => file.endsWith('.tsx')).flatMap((file) => hardCoded(file))
    expect(found).to.deep.equal([])
  })
})

/** Text between tags, and in attributes that people read. Names of products and units are the same everywhere. */
function hardCoded(file: string): string[] {
  const allowed = /^(funcbox|Ctrl K|prod)$/
  const code = readFileSync(join(source, file), 'utf8')
  const between = [...code.matchAll(/<[A-Za-z][^<>{}]*>\s*([A-Za-z][A-Za-z ,.']{2,})\s*<\//g)].map(
    ([, text]) => text ?? '',
  )
  const lines = [...code.matchAll(/^\s*([A-Z][a-z]+(?: [a-z]+)+[.!]?)$/gm)].map(([, text]) => text ?? '')
  const attributes = [
    ...code.matchAll(/\b(?:label|title|placeholder|description|aria-label|alt)="([^"]*[A-Za-z]{3,}[^"]*)"/g),
  ].map(([, text]) => text ?? '')
  return [...between, ...lines, ...attributes]
    .map((text) => text.trim())
    .filter((text) => !allowed.test(text) && text !== 'breadcrumb')
    .map((text) => `${file}: ${text}`)
}
