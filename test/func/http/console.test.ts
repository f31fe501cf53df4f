import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openTestApi, type TestApi } from '../../support/console/api.ts'

describe('http/console', () => {
  let api: TestApi
  let folder: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'funcbox-console-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<title>console</title>')
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {}')
    api = await openTestApi({ deps: () => ({ consoleFolder: folder }) })
  })
  after(async () => {
    await api.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const PAGES = ['/', '/setup', '/tasks/t-1', '/market?search=x']
  for (const page of PAGES) {
    it(`should give its page for ${page}, to anybody and never from a cache`, async () => {
      const { status, text, headers } = await api.anonymous('GET', page)
      expect({ status, text }).to.deep.equal({ status: 200, text: '<title>console</title>' })
      expect(headers['cache-control']).to.equal('no-cache')
      expect(headers['content-security-policy']).to.be.a('string')
    })
  }

  it('should let browsers keep files with a digest in their names', async () => {
    const { status, headers } = await api.anonymous('GET', '/assets/app-1a2b.js')
    expect(status).to.equal(200)
    expect(headers['cache-control']).to.contain('immutable')
  })

  for (const path of ['/api/nothing', '/assets/gone.js', '/favicon.ico', '/assets/..%2f..%2fpackage.json']) {
    it(`should not give it for ${path}`, async () => {
      const { status, body } = await api.anonymous('GET', path)
      expect(status).to.equal(404)
      expect(body.error.code).to.equal('FUNC_ERR_HTTP_NOT_FOUND')
    })
  }
})

describe('http/console that has not been built', () => {
  let api: TestApi

  before(async () => {
    api = await openTestApi({ deps: () => ({ consoleFolder: '/nowhere' }) })
  })
  after(() => api.close())

  for (const page of ['/', '/setup']) {
    it(`should say so on ${page}, and how to build it`, async () => {
      const { status, text, headers } = await api.anonymous('GET', page)
      expect(status).to.equal(200)
      expect(headers['content-type']).to.contain('text/plain')
      expect(text).to.contain('has not been built').and.contain('npm ci')
    })
  }

  it('should not be missed by the API', async () => {
    expect((await api.anonymous('GET', '/api/health')).body).to.deep.equal({ done: true })
  })
})
