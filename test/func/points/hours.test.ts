import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import {
  createHours,
  createHoursReader,
  createPlacesReader,
  type Hours,
  type ReadHours,
} from '#func/points/hours.ts'

describe('func/store/hours', () => {
  let connection: DatabaseSync
  let hours: Hours
  let read: ReadHours
  beforeEach(() => {
    connection = new DatabaseSync(':memory:')
    connection.exec(`
      create table hours (revision integer primary key autoincrement, block integer not null unique);
      create table presence (group_id integer, block integer, revision integer)`)
    hours = createHours(connection)
    read = createHoursReader(connection)
  })
  afterEach(() => connection.close())

  const present = (group: number, ...blocks: readonly number[]) => {
    const insert = connection.prepare('insert into presence (group_id, block) values (?, ?)')
    for (const block of blocks) insert.run(group, block)
  }

  it('should give an hour another revision, higher than all before, whenever it changes', () => {
    expect([hours.revise(5), hours.revise(3)]).to.deep.equal([1, 2])
    expect([...read(0, 9)]).to.deep.equal([
      [3, 2],
      [5, 1],
    ])
    hours.revise(5)
    expect([...read(4, 9)]).to.deep.equal([[5, 3]])
    hours.dropEmpty(9)
    expect(read(0, 9).size).to.equal(0)
    hours.revise(5)
    expect(read(0, 9).get(5), 'a number is never given again').to.equal(4)
  })

  it('should revise the hours that are taken from a group, also while other groups have them', () => {
    for (const block of [1, 2, 3]) hours.revise(block)
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
    for (const block of [1, 2, 3, 4]) hours.revise(block)
    present(7, 2)

    hours.dropEmpty(4)

    expect([...read(0, 9).keys()]).to.deep.equal([2, 4])
  })

  it('should report the revision under which each group last changed in an hour, anew once the hour has another', () => {
    const readPlaces = createPlacesReader(connection)
    const insert = connection.prepare('insert into presence values (?, ?, ?)')
    insert.run(7, 5, 1)
    insert.run(8, 5, 2)
    insert.run(7, 6, 3)
    expect([...readPlaces(5, 2)]).to.deep.equal([
      [7, 1],
      [8, 2],
    ])
    connection.exec('update presence set revision = 4 where group_id = 7 and block = 5')

    expect(readPlaces(5, 2).get(7), 'remembered').to.equal(1)
    expect(readPlaces(5, 4).get(7)).to.equal(4)
  })
})
