import { expect } from 'chai'
import { PartFailed } from '../../../scripts/guance_integration_core/collect-error.ts'
import {
  abortable,
  forEachConcurrently,
  pages,
} from '../../../scripts/guance_integration_core/concurrency.ts'
import {
  joinedTags,
  regionTags,
  withoutEmpty,
} from '../../../scripts/guance_integration_core/discovery/tags.ts'
import { durationMs } from '../../../scripts/guance_integration_core/durations.ts'
import { createUnits, finish } from '../../../scripts/guance_integration_core/units.ts'

function codedError(code: string): Error {
  return Object.assign(new Error('no'), { code })
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

describe('core/durations', () => {
  const table = [
    ['0s', 0],
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
  ] as const
  for (const [text, ms] of table) {
    it(`should read ${text}`, () => {
      expect(durationMs(text)).to.equal(ms)
    })
  }
  for (const text of ['', '20', 'm', '20 m', '-1m', '1.5h', '1w', '20M']) {
    it(`should refuse '${text}'`, () => {
      expect(() => durationMs(text))
        .to.throw(`'${text}'`)
        .with.property('code', 'FUNC_ERR_COLLECT_CONFIG_INVALID')
    })
  }
})

describe('core/tags', () => {
  it('should let nothing replace cloud_provider and region, and write no empty tag', () => {
    const extra_tags = { account_name: 'prod', empty: '', cloud_provider: 'x', RegionId: 'y' }
    expect(regionTags({ extra_tags }, 'us-east-1')).to.deep.equal({
      account_name: 'prod',
      RegionId: 'us-east-1',
      cloud_provider: 'aws',
    })
  })

  it('should join object tags by name and resource tags by key', () => {
    const tags = { Runtime: 'nodejs24.x', tag_team: 'core', Role: 'r' }
    expect(joinedTags(tags, ['Runtime', 'tag:team', 'tag:none', 'constructor'])).to.deep.equal({
      Runtime: 'nodejs24.x',
      tag_team: 'core',
    })
  })

  it('should drop what is undefined', () => {
    expect(withoutEmpty({ a: undefined, b: '', c: 'x' })).to.deep.equal({ c: 'x' })
  })
})

describe('core/concurrency', () => {
  it('should work on no more than the limit, and take items only when there is room', async () => {
    let running = 0
    let most = 0
    let taken = 0
    function* items() {
      for (let item = 0; item < 20; item++) {
        taken += 1
        expect(taken - finished).to.be.at.most(3)
        yield item
      }
    }
    let finished = 0
    await forEachConcurrently(items(), 3, async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      finished += 1
    })
    expect([most, finished]).to.deep.equal([3, 20])
  })

  it('should begin nothing new after a failure, and throw it when the others are done', async () => {
    const done: number[] = []
    const work = forEachConcurrently([1, 2, 3, 4], 2, async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item))
      if (item === 1) throw new Error('one')
      done.push(item)
    })
    expect(await work.catch((error: Error) => error.message)).to.equal('one')
    expect(done).to.deep.equal([2])
  })

  it('should follow pages to the last, an empty token ends them too', async () => {
    const asked: (string | undefined)[] = []
    const listing = pages(
      async (token: string | undefined) => {
        asked.push(token)
        return { next: { first: 'a', a: 'b', b: '' }[token ?? 'first'] }
      },
      ({ next }) => next,
    )
    expect(await Array.fromAsync(listing)).to.have.length(3)
    expect(asked).to.deep.equal([undefined, 'a', 'b'])
  })

  it('should not wait beyond the signal', async () => {
    const stop = new AbortController()
    const waiting = abortable(new Promise(() => {}), stop.signal).catch((reason: unknown) => reason)
    stop.abort('enough')
    expect(await waiting).to.equal('enough')
  })
})

describe('core/units', () => {
  it('should finish the others and name every unit that failed', async () => {
    const units = createUnits(QUIET, new AbortController().signal)
    await units.attempt('a', async () => 1)
    await units.attempt('b', async () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'FUNC_ERR_AWS_THROTTLED' })),
    )
    await units.attempt('c', async () => Promise.reject(new Error('odd')))
    expect(() => finish([units]))
      .to.throw('2 of 3 units failed; b: no')
      .that.includes({ succeeded: 1, code: 'FUNC_ERR_COLLECT_UNITS_FAILED' })
      .with.deep.property('failures', [
        { unit: 'b', code: 'FUNC_ERR_AWS_THROTTLED', message: 'no' },
        { unit: 'c', code: 'FUNC_ERR_INTERNAL', message: 'odd' },
      ])
  })

  const outcomes: readonly [string, readonly Error[], boolean][] = [
    ['throttles', [codedError('FUNC_ERR_AWS_THROTTLED'), codedError('FUNC_ERR_AWS_UNREACHABLE')], true],
    ['a denial', [codedError('FUNC_ERR_AWS_THROTTLED'), codedError('FUNC_ERR_AWS_ACCESS_DENIED')], false],
    ['a part', [new PartFailed('FUNC_ERR_AWS_THROTTLED', 'in part')], false],
  ]
  for (const [what, errors, mayPass] of outcomes) {
    it(`should ${mayPass ? '' : 'not '}take ${what} for something that may pass`, async () => {
      const units = createUnits(QUIET, new AbortController().signal)
      for (const error of errors) await units.attempt('a', () => Promise.reject(error))
      expect(units.mayPass()).to.equal(mayPass)
    })
  }

  it('should pass an abort on instead of counting it', async () => {
    const stop = new AbortController()
    const units = createUnits(QUIET, stop.signal)
    const work = units.attempt('a', async () => {
      stop.abort(new Error('stopped'))
      throw new Error('consequence')
    })
    expect(await work.catch((error: Error) => error.message)).to.equal('stopped')
  })
})
