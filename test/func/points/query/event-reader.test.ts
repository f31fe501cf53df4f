import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { hasCode } from '#func/errors.ts'
import type { EventsQuery } from '#func/model/queries.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { PointQueries } from '#func/points/types.ts'
import type { Point } from '#func/script.ts'

const START = Date.parse('2026-03-01T00:00:00Z')

function event(FunctionName: string, second: number, status: string, message: string): Point {
  const tags = { FunctionName, status, RegionId: 'eu-west-1' }
  return { measurement: 'aws_lambda', tags, fields: { message }, timestamp: START + second * 1000 }
}

describe('points/query/event-reader', () => {
  const home = mkdtempSync(join(tmpdir(), 'funcbox-events-'))
  let queries: PointQueries

  before(async () => {
    const store = await openPointStore({ home, clock: () => new Date(START) })
    await store.write('logging', [
      ...[event('orders', 1, 'info', 'begun'), event('orders', 3, 'error', 'Timeout of the DATABASE')],
      ...[event('orders', 2, 'error', 'no such order'), event('mail', 4, 'error', 'bounced')],
      event('orders', 5, 'info', 'done'),
    ])
    await store.write('metric', [{ ...event('orders', 60, 'error', ''), fields: { Errors_Sum: 1 } }])
    await store.close()
    queries = openPointQueries({ home })
  })
  after(async () => {
    await queries.close()
    rmSync(home, { recursive: true, force: true })
  })

  const messages = async (query: Partial<EventsQuery>) => {
    const found = await queries.events({ from: START, to: START + 3_600_000, ...query })
    return found.map(({ fields }) => fields.message)
  }
  const where = (tag: string, ...values: string[]) => ({ tag, operator: 'in', values }) as const

  it('should give log events alone, the newest first', async () => {
    expect(await messages({})).to.have.ordered.members([
      ...['done', 'bounced', 'Timeout of the DATABASE', 'no such order', 'begun'],
    ])
  })

  it('should narrow by tags, by words of the message and by time', async () => {
    const ofOrders = [where('FunctionName', 'orders'), where('status', 'error')]
    expect(await messages({ where: ofOrders })).to.deep.equal(['Timeout of the DATABASE', 'no such order'])
    expect(await messages({ search: 'database TIMEOUT' })).to.deep.equal(['Timeout of the DATABASE'])
    expect(await messages({ from: START + 2000, to: START + 4000 })).to.deep.equal([
      ...['Timeout of the DATABASE', 'no such order'],
    ])
  })

  it('should keep the newest of all series within its limit', async () => {
    expect(await messages({ limit: 2 })).to.deep.equal(['done', 'bounced'])
    const refused = await queries.events({ from: 0, to: 1, limit: 1001 }).catch((error: unknown) => error)
    expect(hasCode(refused, 'FUNC_ERR_STORE_QUERY_INVALID')).to.equal(true)
  })
})
