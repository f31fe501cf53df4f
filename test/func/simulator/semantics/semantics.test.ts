import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { SEMANTICS } from '#func/simulator/semantics/semantics.ts'

/** Ids that tests name: read from the sources, as each test file may run in a process of its own. */
function testedIds(): ReadonlySet<string> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  return new Set(sources.flatMap((source) => [...source.matchAll(ID)].map(([, id = '']) => id)))
}

const ID = /'((?:wire|cloudwatch|lambda|logs)\.[a-z0-9]+(?:-[a-z0-9]+)*)'/g

describe('simulator semantics', () => {
  const ids: readonly string[] = SEMANTICS.map(({ id }) => id)

  it('should have one rule for an id', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.eql([])
    const rules: readonly string[] = SEMANTICS.map(({ rule }) => rule)
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).to.eql([])
  })

  it('should have a test for every rule', () => {
    const tested = testedIds()
    expect(ids.filter((id) => !tested.has(id))).to.eql([])
    expect([...tested].filter((id) => !ids.includes(id))).to.eql([])
  })

  it('should say each rule in a sentence and name a page as its source', () => {
    for (const { id, rule, source } of SEMANTICS) {
      expect(id).to.match(/^(wire|cloudwatch|lambda|logs)\.[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(rule).to.match(/^[A-Z0-9].{15,}[^.]$/)
      expect(new URL(source).pathname.length, source).to.be.greaterThan(1)
    }
  })
})
