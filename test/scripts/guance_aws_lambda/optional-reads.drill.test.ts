/** Reads that the metrics can do without, and that fail. */
import { expect } from 'chai'
import type { SomeUnitsFailed } from '../../../scripts/guance_integration_core/collect-error.ts'
import { type Drill, MINUTE, startDrill } from '../../support/aws/drill.ts'

const START = Date.UTC(2026, 7, 1, 12)

describe('guance_aws_lambda: optional reads', function () {
  this.timeout(60_000)
  let drill: Drill
  afterEach(() => drill.close())

  for (const action of ['lambda:ListEventSourceMappings', 'tag:GetResources']) {
    it(`should collect metrics from the first run on without ${action}, and the others once it answers`, async () => {
      drill = await startDrill({
        ...{ functions: 8, regions: ['us-east-1'], start: START },
        ...{ faults: { damage: [{ kind: 'missing-members', rate: 1, action }] } },
      })
      const { error, points, counts } = await drill.run()
      const { failures } = error as SomeUnitsFailed
      const objects = failures.find(({ unit }) => unit === 'us-east-1 objects')
      expect(objects).to.include({ code: 'FUNC_ERR_AWS_ANSWER_INVALID' })
      expect(objects?.message).to.contain(action)
      expect(counts.leftOutReads).to.equal(1)
      expect(points.custom_object, 'objects wait').to.have.lengthOf(0)
      const names = new Set(points.metric.map(({ tags }) => tags.FunctionName))
      expect(names.size).to.be.above(4)
      drill.now += 5 * MINUTE
      drill.setFaults({})
      const healed = await drill.run()
      expect(healed.error).to.equal(undefined)
      expect(healed.points.custom_object).to.have.lengthOf(8)
      const { missing, wrong, right } = drill.compare(START - 30 * MINUTE, drill.now)
      expect({ missing, wrong }).to.deep.equal({ missing: [], wrong: [] })
      expect(right).to.be.above(100)
    })
  }

  it('should not choose functions by a tag that it cannot read', async () => {
    drill = await startDrill({
      ...{ functions: 8, regions: ['us-east-1'], start: START },
      ...{ faults: { damage: [{ kind: 'missing-members', rate: 1, action: 'tag:GetResources' }] } },
      config: { functions: { tags: { team: ['*'] } } },
    })
    const { error, points } = await drill.run()
    expect(error).to.have.property('code', 'FUNC_ERR_COLLECT_UNITS_FAILED')
    expect(points.metric).to.have.lengthOf(0)
  })
})
