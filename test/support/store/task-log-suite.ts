import { expect } from 'chai'
import type { LogEntry } from '#func/model/task.ts'
import { codeOfRejection, newTask, START, useStore } from './fixture.ts'
import type { CreateStoreHome } from './store-suite.ts'

function entries(from: number, count: number): LogEntry[] {
  return Array.from({ length: count }, (_, at) => {
    return { time: new Date(START + from + at), level: 'info', message: `entry ${from + at}`, fields: {} }
  })
}

export function taskLogSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)
  const tasks = () => fixture.store.tasks
  const newId = async () => (await tasks().enqueue(newTask()))!.id

  describe('task log', () => {
    it('should number entries of each task from 1 and give them back', async () => {
      const [one, two] = [await newId(), await newId()]
      const entry: LogEntry = {
        time: new Date(START),
        level: 'warn',
        message: 'Cannot list functions',
        fields: { region: 'us-east-1', nested: { list: [1, null] } },
      }

      await tasks().appendLog(one, [entry, entry])
      await tasks().appendLog(two, entries(1, 1))
      await tasks().appendLog(one, [entry])
      await tasks().appendLog(one, [])

      const stored = [1, 2, 3].map((seq) => ({ ...entry, seq }))
      expect(await tasks().log(one)).to.deep.equal(stored)
      expect(await tasks().log(one, { after: 1 })).to.deep.equal(stored.slice(1))
      expect(await tasks().log(one, { after: 1, limit: 1 })).to.deep.equal(stored.slice(1, 2))
      expect(await tasks().log(one, { after: 3 })).to.deep.equal([])
      expect(await tasks().log(two)).to.have.length(1)
    })

    it('should keep numbers apart when two stores append at once', async () => {
      const id = await newId()
      const other = await fixture.home.openStore()

      await Promise.all(
        Array.from({ length: 20 }, (_, at) => {
          return (at % 2 ? other : fixture.store).tasks.appendLog(id, entries(at * 3 + 1, 3))
        }),
      )

      const numbers = (await tasks().log(id)).map(({ seq }) => seq)
      expect(numbers).to.deep.equal(Array.from({ length: 60 }, (_, at) => at + 1))
      await other.close()
    })

    const WAYS = [
      { way: 'in one call', pieces: [13_000] },
      { way: 'piece by piece', pieces: [1_500, 1_500, 9_999, 1] },
    ]
    for (const { way, pieces } of WAYS) {
      it(`should keep the first 2,000 and the last 8,000 entries of a log written ${way}`, async () => {
        const id = await newId()
        let written = 0
        for (const count of pieces) {
          await tasks().appendLog(id, entries(written + 1, count))
          written += count
        }

        const log = await tasks().log(id)

        expect(log).to.have.length(10_001)
        expect(log[1_999]).to.include({ seq: 2_000, message: 'entry 2000' })
        expect(log[2_000]).to.deep.include({ seq: 5_000, level: 'warn', fields: { cut: 3_000 } })
        expect(log[2_001]).to.include({ seq: 5_001, message: 'entry 5001' })
        expect(log.at(-1)).to.include({ seq: 13_000, message: 'entry 13000' })
      })
    }

    it('should give a follower what it has missed', async () => {
      const id = await newId()
      await tasks().appendLog(id, entries(1, 13_000))

      const next = await tasks().log(id, { after: 4_990, limit: 2 })
      const behind = await tasks().log(id, { after: 5_000, limit: 1 })

      expect(next.map(({ seq }) => seq)).to.deep.equal([5_000, 5_001])
      expect(next[0]?.fields).to.deep.equal({ cut: 10 })
      expect(behind[0]).to.include({ seq: 5_001, message: 'entry 5001' })
    })

    it('should cut long messages and fields and say so', async () => {
      const id = await newId()
      const fields = { text: 'x'.repeat(20_000) }
      const message = `${'m'.repeat(10_000)}${'n'.repeat(77)}`

      await tasks().appendLog(id, [{ time: new Date(START), level: 'error', message, fields }])

      const [entry] = await tasks().log(id)
      expect(entry?.message).to.equal(`${'m'.repeat(10_000)} … (77 more characters were cut)`)
      expect(entry?.fields).to.deep.equal({ cutCharacters: JSON.stringify(fields).length })
    })

    it('should take fields that JSON does not know', async () => {
      const id = await newId()
      const circular: Record<string, unknown> = {}
      circular.self = circular

      const time = new Date(START)
      await tasks().appendLog(id, [
        { time, level: 'info', message: 'big', fields: { count: 5n } },
        { time, level: 'info', message: 'circular', fields: circular },
      ])

      const [big, other] = await tasks().log(id)
      expect(big?.fields).to.deep.equal({ count: '5' })
      expect(other?.fields).to.have.property('unreadable')
    })

    it('should refuse a task that is not there', async () => {
      expect(await codeOfRejection(tasks().appendLog('t-none', entries(1, 1)))).to.equal(
        'FUNC_ERR_TASK_UNKNOWN',
      )
    })
  })
}
