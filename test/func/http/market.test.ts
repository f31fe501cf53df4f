import { join } from 'node:path'
import { expect } from 'chai'
import type { MarketSource } from '#func/http/api.gen.ts'
import { removeFolder, temporaryFolder } from '../../support/cli.ts'
import { openTestApi, type TestApi } from '../../support/console/api.ts'
import { writeFile, writeSet } from '../../support/market/market.ts'

describe('http market', () => {
  let folder: string
  let api: TestApi

  beforeEach(async () => {
    folder = temporaryFolder()
    const own = join(folder, 'own')
    writeSet(own, { id: 'extra' })
    writeFile(join(own, 'manifests/half.json'), '{')
    const settings = { market: { folders: [join(folder, 'gone'), own] } }
    writeFile(join(folder, 'home/funcbox.json'), JSON.stringify(settings))
    api = await openTestApi({ folder: join(folder, 'home') })
  })
  afterEach(async () => {
    await api.close()
    removeFolder(folder)
  })

  it('should list what can be read, and report what cannot', async () => {
    const { status, body } = await (await api.program('viewer'))('GET', '/api/script-sets')
    expect(status).to.equal(200)
    const ids = body.items.map(({ id }: { id: string }) => id)
    expect(ids).to.include.members(['extra', 'guance_aws_lambda'])
    const gone = join(folder, 'gone')
    expect(body.unreadable).to.deep.equal([
      {
        source: gone,
        message: `Cannot read the market source '${gone}' as '${gone}' holds neither manifests/ nor manifest.json`,
      },
    ])
    expect(body.broken.map(({ id }: { id: string }) => id)).to.deep.equal(['half'])
  })

  it('should list for each source what it offers, and what is wrong with it', async () => {
    const { body } = await (await api.program('viewer'))('GET', '/api/market-sources')
    const reported = body.items.map(({ name, offers, broken, problem }: MarketSource) => {
      return [name, offers, broken.map(({ id }) => id), problem !== null]
    })
    expect(reported).to.deep.equal([
      ['builtin', 4, [], false],
      [join(folder, 'gone'), 0, [], true],
      [join(folder, 'own'), 1, ['half'], false],
    ])
  })
})
