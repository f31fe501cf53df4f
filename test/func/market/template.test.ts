import { expect } from 'chai'
import { fillTemplate, parameterNames } from '#func/market/template.ts'

const template = {
  account: { id: { $parameter: 'id' }, tags: { name: { $parameter: 'name' } } },
  targets: { $when: 'metrics', value: [{ namespace: 'AWS/Lambda', metrics: { $parameter: 'metrics' } }] },
  fixed: 1,
}
const fill = (values: Record<string, unknown>) => fillTemplate(template, new Map(Object.entries(values)))

describe('market/template', () => {
  it('should put values in place, and leave out what has none', () => {
    expect(fill({ id: 'a' })).to.deep.equal({ account: { id: 'a' }, fixed: 1 })
    expect(fill({})).to.deep.equal({ fixed: 1 })
  })

  it('should take a conditional part only when its parameter has a value', () => {
    const targets = [{ namespace: 'AWS/Lambda', metrics: ['Errors'] }]
    expect(fill({ metrics: ['Errors'] })).to.deep.equal({ targets, fixed: 1 })
    expect(fill({ metrics: [] })).to.deep.equal({ fixed: 1 })
  })

  it('should take the name of the deploy where it is asked to', () => {
    const named = { tag: { $parameter: 'account_name', else: '$name' } }
    expect(fillTemplate(named, new Map([['$name', 'prod']]))).to.deep.equal({ tag: 'prod' })
    const given = new Map([
      ['$name', 'prod'],
      ['account_name', 'main'],
    ])
    expect(fillTemplate(named, given)).to.deep.equal({ tag: 'main' })
  })

  it('should name every parameter that it uses', () => {
    expect(parameterNames(template)).to.deep.equal(['id', 'name', 'metrics'])
  })
})
