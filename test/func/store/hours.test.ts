import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { createHours, createHoursReader, type Hours, type ReadHours } from '#func/store/hours.ts'

describe('func/store/hours', () => {
  let connection: DatabaseSync
  let hours: Hours
  let read: ReadHours
  beforeEach(() => {
    connection = new DatabaseSync(':memory:')
    connection.exec(`
      create table hours (revision integer primary key autoincrement, block integer not null unique);
      create table presence (group_id integer, block integer)`)
    hours = createHours(connection)
    read = createHoursReader(connection)
  })
  afterEach(() => connection.close())

  const present = (group: number, ...blocks: readonly number[]) => {
    const insert = connection.prepare('insert into presence values (?, ?)')
    for (const block of blocks) insert.run(group, block)
  }

  it('should give an hour another revision, higher than all before, whenever it changes', () => {
    hours.change([5, 3])
    expect([...read(0, 9)]).to.deep.equal([
      [3, 2],
      [5, 1],
    ])
    hours.change([5])
    expect([...read(4, 9)]).to.deep.equal([[5, 3]])
    hours.dropEmpty(9)
    expect(read(0, 9).size).to.equal(0)
    hours.change([5])
    expect(read(0, 9).get(5), 'a number is never given again').to.equal(4)
  })

  it('should revise the hours that are taken from a group, also while other groups have them', () => {
    hours.change([1, 2, 3])
    present(7, 1, 2, 3)
    present(8, 2, 3)

    hours.changeOfGroup(7, 3)

    expect([...read(0, 9)]).to.deep.equal([
      [1, 4],
      [2, 5],
      [3, 3],
    ])
  })

  it('should forget old hours that no group has any more, and only those', () => {
    hours.change([1, 2, 3, 4])
    present(7, 2)

    hours.dropEmpty(4)

    expect([...read(0, 9).keys()]).to.deep.equal([2, 4])
  })
})
