import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'

const WEB = resolve(import.meta.dirname, '../../web')

describe('web/prepare', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'funcbox-prepare-'))
    mkdirSync(join(root, 'web'))
    copyFileSync(join(WEB, 'prepare.ts'), join(root, 'web', 'prepare.ts'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const prepare = () =>
    spawnSync(process.execPath, ['web/prepare.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: `${join(root, 'bin')}:${process.env.PATH}` },
    })

  /** An npm that notes what it is asked, and ends with a status. */
  function putNpm(status: number): void {
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\necho "$@" > asked\nexit ${status}\n`)
    chmodSync(join(root, 'bin', 'npm'), 0o755)
    mkdirSync(join(root, 'node_modules', 'vite'), { recursive: true })
    const vite = { name: 'vite', version: '1.0.0', exports: './index.js' }
    writeFileSync(join(root, 'node_modules', 'vite', 'package.json'), JSON.stringify(vite))
    writeFileSync(join(root, 'node_modules', 'vite', 'index.js'), '')
  }

  it('should say what is missing, and succeed, where there are no development dependencies', () => {
    const { status, stdout, stderr } = prepare()
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' })
    expect(stdout)
      .to.match(/^The console was not built/)
      .and.contain('npm ci && npm prune --omit=dev')
  })

  for (const status of [0, 1]) {
    it(`should build and end with ${status} as the build does`, () => {
      putNpm(status)
      expect(prepare().status).to.equal(status)
      expect(readFileSync(join(root, 'asked'), 'utf8')).to.equal('run build\n')
    })
  }
})
