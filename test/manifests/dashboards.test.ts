import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect } from 'chai'
import type { FuncError } from '#func/errors.ts'
import { validateDashboard } from '#func/market/dashboards.ts'
import type { Manifest } from '#func/market/manifest.ts'

const root = resolve(import.meta.dirname, '../..')
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const MANIFESTS = readdirSync(join(root, 'manifests'))
  .filter((name) => name.endsWith('.json'))
  .map((name): Manifest => readJson(`manifests/${name}`))
const DASHBOARDS = MANIFESTS.flatMap((manifest) =>
  (manifest.dashboards ?? []).map((path) => ({ manifest, path })),
)
/** Written by guance_aws_lambda_logs into the same measurement. */
const OF_LOGS = /^enhanced_/

describe('dashboards', () => {
  it('should be there', () => {
    expect(DASHBOARDS.map(({ path }) => path)).to.include('dashboards/aws-lambda.json')
  })

  for (const { manifest, path } of DASHBOARDS) {
    const where = `scripts/${manifest.id}/${path}`

    it(`should be as the schema wants it: ${where}`, () => {
      expect(validateDashboard(readJson(where), where).id).to.equal(basename(path, '.json'))
    })

    it(`should ask for fields and tags that the set writes: ${where}`, () => {
      const { panels, measurement } = validateDashboard(readJson(where), where)
      const written = (manifest.measurements ?? []).filter(({ name, category }) => {
        return name === measurement && category === 'metric'
      })
      const metrics = new Set(written.flatMap(({ metrics = [] }) => metrics.map(({ name }) => name)))
      const tags = new Set(written.flatMap((each) => each.tags.map(({ name }) => name)))
      for (const { queries, groupBy = [] } of panels) {
        const names = queries.map(({ name }) => name)
        for (const { field, expression } of queries) {
          if (field !== undefined && !OF_LOGS.test(field))
            expect(metrics).to.include(field.replace(/_[^_]+$/, ''))
          const used = (expression ?? '').match(/[A-Za-z_]\w*/g) ?? []
          expect(names, expression).to.include.members(used)
        }
        for (const tag of groupBy) expect(tags).to.include(tag)
      }
    })
  }

  const good = () => readJson('scripts/guance_aws_lambda/dashboards/aws-lambda.json')
  const BAD: readonly (readonly [string, (dashboard: ReturnType<typeof good>) => void, string])[] = [
    ['a panel twice', ({ panels }) => void panels.push(panels[0]), "'invocations-total' is there twice"],
    [
      'an unknown section',
      ({ panels }) => void Object.assign(panels[0], { section: 'x' }),
      'wanted the id of a section',
    ],
    [
      'a table without rows',
      ({ panels }) => void delete panels.at(-1).groupBy,
      'wanted the tags that make the rows',
    ],
    [
      'an unknown kind',
      ({ panels }) => void Object.assign(panels[0], { kind: 'pie' }),
      'wanted one of "timeseries"',
    ],
    ['a title without Chinese', ({ title }) => void delete title['zh-CN'], 'title.zh-CN'],
  ]
  for (const [what, spoil, message] of BAD) {
    it(`should be refused with ${what}`, () => {
      const dashboard = good()
      spoil(dashboard)
      let error: FuncError | undefined
      try {
        validateDashboard(dashboard, 'x')
      } catch (caught) {
        error = caught as FuncError
      }
      expect(error?.code).to.equal('FUNC_ERR_MARKET_DASHBOARD_INVALID')
      expect(error?.message).to.contain(message)
    })
  }
})
