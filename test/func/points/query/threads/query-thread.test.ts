import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeHome, removeHome } from '../../../../support/store/sqlite-home.ts'

const CHILD = join(import.meta.dirname, '../../../../support/store/closing-thread.ts')

describe('func/store/query-thread', () => {
  let home: string

  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => removeHome(home))

  it('should keep its process until it has closed, though its last answer comes meanwhile', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, home], { encoding: 'utf8' })
    expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: 'closed', stderr: '' })
  })
})
