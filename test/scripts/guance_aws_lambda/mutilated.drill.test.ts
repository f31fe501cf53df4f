/** Answers that lack something: no mark goes past what was really answered. */
import { expect } from 'chai'
import fc from 'fast-check'
import { createMetricReader } from '#func/aws/fast-path/metric-reader.ts'
import type { AwsClients } from '#func/script.ts'
import { type Drill, MINUTE, startDrill } from '../../support/aws/drill.ts'
import { MUTILATIONS, type Mutilation, mutilate } from '../../support/aws/mutilate.ts'

const START = Date.UTC(2026, 7, 1, 12)
const FIRST = START - 30 * MINUTE
const limits = {
  'cloudwatch:GetMetricData': { perSecond: 1000 },
  'cloudwatch:ListMetrics': { perSecond: 1000 },
}

describe('guance_aws_lambda: mutilated answers', function () {
  this.timeout(280_000)

  /** Everything before it is said to have been read. */
  function readUpTo(drill: Drill): number {
    const marks = Object.entries(drill.state).flatMap(([key, value]) =>
      key.startsWith('window/') ? [value as { since: string; read: string; missing: [string][] }] : [],
    )
    const times = marks.flatMap(({ read, missing }) => [read, ...missing.map(([from]) => from)])
    return Math.min(...times.map((time) => Date.parse(time)))
  }

  function bySdk(aws: AwsClients): AwsClients {
    return { ...aws, metrics: (target) => createMetricReader(aws.cloudwatch(target), undefined) }
  }

  /** From the second run on: what is known of the functions is remembered from the first. */
  async function collect(path: 'direct' | 'sdk', fate: (answer: number) => Mutilation | undefined) {
    const drill = await startDrill({ functions: 6, regions: ['us-east-1'], start: START, limits })
    try {
      let answers = 0
      const wrap = (aws: AwsClients) => {
        mutilate(aws, () => fate(answers++))
        return path === 'sdk' ? bySdk(aws) : aws
      }
      for (let run = 0; run < 3; run++) {
        await drill.run({ wrap })
        expect(drill.compare(FIRST, readUpTo(drill)).missing).to.deep.equal([])
        drill.now += 5 * MINUTE
      }
      const { error } = await drill.run()
      expect(error).to.equal(undefined)
      expect(readUpTo(drill)).to.equal(drill.now)
      const { right, missing, wrong } = drill.compare(FIRST, drill.now)
      expect({ missing, wrong }).to.deep.equal({ missing: [], wrong: [] })
      expect(right).to.be.above(100)
    } finally {
      await drill.close()
    }
  }

  for (const path of ['direct', 'sdk'] as const) {
    for (const mutilation of MUTILATIONS) {
      it(`should keep no mark of what was not answered when all answers are so (${path}): ${mutilation}`, () =>
        collect(path, () => mutilation))
    }

    it(`should keep no mark of what was not answered whatever befalls answers (${path})`, () => {
      const fates = fc.array(fc.option(fc.constantFrom(...MUTILATIONS), { freq: 2 }), {
        minLength: 1,
        maxLength: 40,
      })
      return fc.assert(
        fc.asyncProperty(fates, (each) => collect(path, (answer) => each[answer % each.length] ?? undefined)),
        { numRuns: 12 },
      )
    })
  }
})
