import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { makeFolder } from '#func/host/make-folder.ts'

describe('func/host/make-folder', () => {
  let base: string
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'funcbox-folder-'))
  })
  afterEach(() => rmSync(base, { recursive: true }))

  it('should make a private folder and what is above it, once', async () => {
    expect(await makeFolder(join(base, 'a/b'))).to.equal(true)
    expect(await makeFolder(join(base, 'a/b'))).to.equal(false)
    expect(statSync(join(base, 'a/b')).mode & 0o777).to.equal(0o700)
  })

  for (const place of ['/proc/funcbox', 'file/home']) {
    it(`should refuse a place where nothing can be made: ${place}`, async () => {
      writeFileSync(join(base, 'file'), '')
      const path = place.startsWith('/') ? place : join(base, place)
      const error = await makeFolder(path).then(
        () => undefined,
        (caught: unknown) => caught,
      )
      expect(codeOf(error)).to.equal('FUNC_ERR_STORE_CANNOT_OPEN')
    })
  }
})
