/** One budget that several threads use: pretended ones in virtual time, then real ones against a quota. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import fc from 'fast-check'
import { BURST_MS, CELLS_PER_BUDGET, createBudget } from '#func/aws/budget.ts'
import { cellsOf, createBudgetMemory } from '#func/aws/budget-memory.ts'
import { quotaOwner } from '#func/aws/credentials.ts'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { createVirtualTime } from '../../support/virtual-time.ts'

const PER_SECOND = 20

interface Grant {
  readonly thread: number
  readonly units: number
  readonly at: number
}

interface Wish {
  readonly thread: number
  readonly units: number
  /** Milliseconds after the start. */
  readonly at: number
}

/** What each of several threads gets that share one budget. Those of `dead` end when they first have to wait. */
async function share(wishes: readonly Wish[], dead: readonly number[] = [], ceiling = PER_SECOND) {
  const time = createVirtualTime()
  const start = time.now()
  const cells = new BigInt64Array(new SharedArrayBuffer(CELLS_PER_BUDGET * 8))
  const budgets = [0, 1, 2].map((thread) => {
    const sleep = dead.includes(thread) ? () => new Promise<void>(() => {}) : time.sleep
    return createBudget({ perSecond: PER_SECOND, ceiling, now: time.now, sleep, cells })
  })
  const grants: Grant[] = []
  for (const { thread, units, at } of wishes) {
    const budget = budgets[thread]!
    const take = async () => {
      await time.sleep(at)
      await budget.take(units)
      grants.push({ thread, units, at: time.now() - start })
      budget.recover()
    }
    void take()
  }
  await time.run()
  return grants
}

const wish = fc.record({
  thread: fc.nat({ max: 2 }),
  units: fc.integer({ min: 1, max: 12 }),
  at: fc.nat({ max: 3000 }),
})
const wishes = fc.array(wish, { minLength: 1, maxLength: 60 })
const unitsOf = (items: readonly { readonly units: number }[]) =>
  items.reduce((sum, { units }) => sum + units, 0)

describe('aws/budget shared by threads', () => {
  it('should never give more than its rate and one burst, in whatever stretch of time', async () => {
    const ceiling = PER_SECOND * 2
    await fc.assert(
      fc.asyncProperty(wishes, fc.boolean(), async (wanted, grows) => {
        const most = grows ? ceiling : PER_SECOND
        const grants = await share(wanted, [], most)
        for (let from = 0; from < grants.length; from++) {
          for (let to = from + 1; to < grants.length; to++) {
            const took = grants[to]!.at - grants[from]!.at
            expect((unitsOf(grants.slice(from, to)) / most) * 1000).to.be.at.most(took + BURST_MS + 0.1)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('should give everybody everything, as soon as the rate allows it', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (wanted) => {
        const grants = await share(wanted)
        expect(grants).to.have.length(wanted.length)
        const lastAsked = Math.max(...wanted.map(({ at }) => at))
        const longest = (unitsOf(wanted) / PER_SECOND) * 1000
        expect(grants.at(-1)!.at).to.be.at.most(lastAsked + longest + 1)
      }),
      { numRuns: 40 },
    )
  })

  it('should lose no more than one place with a thread that dies', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (wanted) => {
        const grants = await share(wanted, [2])
        const living = wanted.filter(({ thread }) => thread !== 2)
        expect(grants.filter(({ thread }) => thread !== 2)).to.have.length(living.length)
        const lost = Math.max(0, ...wanted.filter(({ thread }) => thread === 2).map(({ units }) => units))
        const done = unitsOf(grants) + lost
        const lastAsked = Math.max(0, ...wanted.map(({ at }) => at))
        expect(grants.at(-1)?.at ?? 0).to.be.at.most(lastAsked + (done / PER_SECOND) * 1000 + 1)
      }),
      { numRuns: 40 },
    )
  })

  it('should let threads take turns, however many calls wait in each', async () => {
    const many = Array.from({ length: 90 }, (): Wish => ({ thread: 0, units: 1, at: 0 }))
    const few = Array.from({ length: 10 }, (): Wish => ({ thread: 1, units: 1, at: 1 }))
    const grants = await share([...many, ...few])
    const lastOfFew = grants.findLastIndex(({ thread }) => thread === 1)
    expect(lastOfFew).to.be.below(30)
  })

  it('should slow down and recover for all threads at once, and forget after a pause', () => {
    const time = { now: 1_000_000 }
    const cells = new BigInt64Array(new SharedArrayBuffer(CELLS_PER_BUDGET * 8))
    const make = () => createBudget({ perSecond: 40, now: () => time.now, sleep: async () => {}, cells })
    const [one, other] = [make(), make()]
    one.recover()
    one.slowDown()
    other.slowDown()
    expect(other.rate()).to.equal(20)
    time.now += 1000
    other.recover()
    expect(one.rate()).to.equal(24)
    one.slowDown()
    expect(other.rate()).to.equal(12)
    time.now += 60_000
    expect(other.rate()).to.equal(40)
  })
})

describe('aws/budget-memory', () => {
  it('should give the same cells to the same name, and others to others', () => {
    const memory = createBudgetMemory()
    const names = Array.from({ length: 2000 }, (_, index) => `account ${index}`)
    const places = names.map((name) => cellsOf(memory, name).byteOffset)
    expect(new Set(places).size).to.equal(names.length)
    expect(names.map((name) => cellsOf(memory, name).byteOffset)).to.deep.equal(places)
  })

  it('should share places when none is left, rather than fail', () => {
    const memory = createBudgetMemory(4)
    const places = Array.from({ length: 50 }, (_, index) => cellsOf(memory, `name ${index}`).byteOffset)
    expect(new Set(places).size).to.equal(4)
  })
})

describe('aws/credentials quotaOwner', () => {
  const role = 'arn:aws:iam::111122223333:role/reader'
  const cases: readonly [string, object, object, boolean][] = [
    ['one key', { ak_id: 'A', ak_secret: 'x' }, { ak_id: 'A', ak_secret: 'y' }, true],
    ['two keys', { ak_id: 'A' }, { ak_id: 'B' }, false],
    ['two roles of one account', { ak_id: 'A', role_arn: role }, { role_arn: [role, `${role}2`] }, true],
    ['a key and a role', { ak_id: 'A' }, { ak_id: 'A', role_arn: role }, false],
    ['two endpoints', { ak_id: 'A' }, { ak_id: 'A', endpoint: 'http://x' }, false],
    ['two profiles', { profile: 'a' }, { profile: 'b' }, false],
    ['other tags', { extra_tags: { account_name: 'a' } }, { extra_tags: { account_name: 'b' } }, true],
  ]
  for (const [what, one, other, isShared] of cases) {
    it(`should ${isShared ? '' : 'not '}be the same for ${what}`, () => {
      expect(quotaOwner(one) === quotaOwner(other)).to.equal(isShared)
    })
  }
})

describe('aws/budgets in worker threads', function () {
  this.timeout(60_000)
  /** Of ListMetrics. */
  const QUOTA = 25
  const CALLS = 45
  let simulator: Simulator
  before(async () => {
    simulator = await startSimulator({ functions: 1, seed: 1, now: () => new Date() })
  })
  beforeEach(() => simulator.resetCounters())
  after(() => simulator.close())

  /** A worker for each memory; they begin at the same time, however long each took to load. */
  const start = async (...memories: readonly SharedArrayBuffer[]) => {
    const workers = memories.map(
      (budgetMemory) =>
        new Worker(new URL('../../support/aws/calling-worker.ts', import.meta.url), {
          workerData: { budgetMemory, endpoint: simulator.url, calls: CALLS },
        }),
    )
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    for (const worker of workers) worker.postMessage('begin')
    return workers
  }
  const finished = async (worker: Worker) => {
    const [usage] = (await once(worker, 'message')) as [{ throttles: number; sent: number[] }]
    await worker.terminate()
    return usage
  }
  const times = () => simulator.requests().map(({ time }) => time.getTime())

  it('should together keep to the quota of their account', async () => {
    const memory = createBudgetMemory()
    const usages = await Promise.all((await start(memory, memory)).map(finished))
    expect(usages.map(({ throttles }) => throttles)).to.deep.equal([0, 0])
    expect(simulator.counters['cloudwatch:ListMetrics']).to.equal(2 * CALLS)
    const sent = usages.flatMap((usage) => usage.sent)
    const seconds = (Math.max(...sent) - Math.min(...sent)) / 1000
    expect(2 * CALLS).to.be.at.most(QUOTA * (seconds + BURST_MS / 1000) + 2)
  })

  it('should go beyond it when each has rates of its own', async () => {
    const workers = await start(createBudgetMemory(), createBudgetMemory())
    const usages = await Promise.all(workers.map(finished))
    expect(usages[0]!.throttles + usages[1]!.throttles).to.be.above(0)
  })

  it('should go on when one of them dies', async () => {
    const memory = createBudgetMemory()
    const [mortal, other] = await start(memory, memory)
    const usage = finished(other!)
    while (times().length < QUOTA) await new Promise((resolve) => setTimeout(resolve, 20))
    await mortal!.terminate()
    const before = times().length
    expect((await usage).throttles).to.equal(0)
    expect(before).to.be.below(CALLS + QUOTA)
    expect(times().length)
      .to.be.at.least(CALLS)
      .and.below(2 * CALLS)
  })
})
