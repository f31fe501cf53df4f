import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import type { Json } from '#func/script.ts'
import { createSink } from '#func/sinks/config.ts'
import type { Sink } from '#func/sinks/sink.ts'
import { lacking } from '../../support/requirement.ts'
import { rejection, sinkDependencies, testPoint, testPoints } from '../../support/sinks/sinks.ts'

const signal = new AbortController().signal

describe('func/sinks/file', () => {
  let folder: string
  let path: string
  let test = sinkDependencies()
  const sinks: Sink[] = []

  const open = (options: Readonly<Record<string, Json>> = {}): Sink => {
    const sink = createSink(
      { name: 'out', type: 'file', options: { path, ...options }, secrets: {}, required: true },
      test.deps,
    )
    sinks.push(sink)
    return sink
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'funcbox-file-'))
    path = join(folder, 'deep', 'points.lp')
    test = sinkDependencies()
  })

  afterEach(async () => {
    await Promise.all(sinks.splice(0).map((sink) => sink.close()))
    await rm(folder, { recursive: true })
  })

  it('should append lines over several writes and several opens', async () => {
    const receipt = await open().write('metric', testPoints(2), signal)
    await open({ precision: 's' }).write('metric', testPoints(1), signal)
    const text =
      'm,id=p0 value=0 1700000000000000000\nm,id=p1 value=1 1700000000001000000\nm,id=p0 value=0 1700000000\n'
    expect(await readFile(path, 'utf8')).to.equal(text)
    expect(receipt).to.deep.include({ acknowledged: 2, bytes: 72, requests: 1 })
  })

  it('should write JSON lines with category, exact integers and one line a point', async () => {
    const fields = { i: 2n ** 60n, f: 0.5, z: -0, s: 'a\n"b"', b: true }
    await open({ format: 'ndjson' }).write('logging', [testPoint(1, fields)], signal)
    expect(await readFile(path, 'utf8')).to.equal(
      '{"category":"logging","measurement":"m","tags":{"id":"p1"},' +
        '"fields":{"i":1152921504606846976,"f":0.5,"z":-0.0,"s":"a\\n\\"b\\"","b":true},"timestamp":1700000000001}\n',
    )
  })

  it('should keep a point with a line break on one line', async () => {
    await open().write('logging', [testPoint(1, { s: 'a\nb' })], signal)
    expect((await readFile(path, 'utf8')).split('\n')).to.have.lengthOf(2)
  })

  const crashAmid = async (torn: string) => {
    await writeFile(`${path}.999999999-abcd0123.funcbox-pending`, `m,id=whole value=1 1\n${torn}ue=2 2\n`)
    await appendFile(path, `m,id=whole value=1 1\n${torn}`)
  }

  it('should cut off its own line torn by a crash, and go on', async () => {
    await open().write('metric', testPoints(1), signal)
    await crashAmid(`m,id=torn ${'x'.repeat(200_000)}`)
    await open().write('metric', [testPoint(2)], signal)
    expect(await readFile(path, 'utf8')).to.equal(
      'm,id=p0 value=0 1700000000000000000\nm,id=whole value=1 1\nm,id=p2 value=2 1700000000002000000\n',
    )
    expect(test.logged[0]).to.deep.include({
      level: 'warn',
      message: 'Cut a torn last line off the file of a sink',
    })
    expect(test.logged[0]?.fields.bytes).to.equal(200_010)
    await Promise.all(sinks.map((sink) => sink.close()))
    expect(await readdir(dirname(path))).to.deep.equal(['points.lp'])
  })

  it('should leave a file alone whose end is not its own, and say so', async () => {
    path = join(folder, 'notes.txt')
    for (const content of ['the notes of another writer', 'm,id=p0 value=0 1\nm,id=torn val']) {
      await writeFile(path, content)
      const health = await open().check(signal)
      expect(health.ok).to.equal(false)
      expect(health.message).to.include('not known to be of funcbox').and.include('a file of its own')
      const error = await rejection(open().write('metric', testPoints(1), signal))
      expect(error.code).to.equal('FUNC_ERR_SINK_FILE')
      expect(await readFile(path, 'utf8')).to.equal(content)
    }
  })

  it('should not continue the line that another writer tears between two writes', async () => {
    const sink = open()
    await sink.write('metric', testPoints(1), signal)
    await appendFile(path, 'm,id=other val')
    expect((await rejection(sink.write('metric', testPoints(1), signal))).code).to.equal('FUNC_ERR_SINK_FILE')
    await appendFile(path, 'ue=1 1\n')
    await sink.write('metric', [testPoint(2)], signal)
    expect((await readFile(path, 'utf8')).split('\n')[1]).to.equal('m,id=other value=1 1')
  })

  it('should change nothing by a check', async () => {
    expect(await open().check(signal)).to.deep.include({ ok: true })
    expect(existsSync(dirname(path))).to.equal(false)
    await open().write('metric', testPoints(1), signal)
    await crashAmid('m,id=torn val')
    const before = await readFile(path, 'utf8')
    expect(await open().check(signal)).to.deep.include({ ok: true })
    expect(await readFile(path, 'utf8')).to.equal(before)
    const health = await open().check(signal, { write: true })
    expect(health).to.deep.include({ ok: true })
    expect(health.message).to.include('which was read back')
  })

  it('should not cut a line that another process is still writing', async () => {
    path = join(folder, 'points.lp')
    await writeFile(path, 'm,id=other val')
    test.onSleep = () => appendFile(path, 'ue=1 1\n')
    await open().write('metric', testPoints(1), signal)
    expect((await readFile(path, 'utf8')).split('\n')[0]).to.equal('m,id=other value=1 1')
  })

  it('should report when the disk is full', async function () {
    if (!existsSync('/dev/full')) lacking(this, '/dev/full')
    const error = await rejection(open({ path: '/dev/full' }).write('metric', testPoints(1), signal))
    expect(error.code).to.equal('FUNC_ERR_SINK_DISK_FULL')
    expect(error.message).to.equal("Cannot write '/dev/full': the disk is full")
  })

  it('should report when the file cannot be opened, and be fine once it can', async () => {
    path = join(folder, 'points')
    await writeFile(path, '')
    const sink = open({ path: join(path, 'x') })
    expect((await rejection(sink.write('metric', testPoints(1), signal))).code).to.equal('FUNC_ERR_SINK_FILE')
    expect((await sink.check(signal)).ok).to.equal(false)
    await rm(path)
    expect(await sink.check(signal)).to.deep.include({ ok: true })
    expect((await sink.write('metric', testPoints(1), signal)).acknowledged).to.equal(1)
  })

  it('should write to standard output', async () => {
    await open({ path: '-', precision: 'ms' }).write('metric', testPoints(2), signal)
    expect(test.printed).to.deep.equal(['m,id=p0 value=0 1700000000000\nm,id=p1 value=1 1700000000001\n'])
  })

  it('should refuse standard output where there is none', async () => {
    const { stdout: _, ...deps } = test.deps
    const sink = createSink(
      { name: 'out', type: 'file', options: { path: '-' }, secrets: {}, required: true },
      deps,
    )
    expect((await rejection(sink.write('metric', testPoints(1), signal))).code).to.equal('FUNC_ERR_SINK_FILE')
  })

  it('should drop what no line can carry, and say so once', async () => {
    const sink = open()
    const bad = testPoint(1, { value: Number.NaN })
    expect(await sink.write('metric', [bad, testPoint(2)], signal)).to.deep.include({
      acknowledged: 1,
      dropped: 1,
    })
    await sink.write('metric', [bad], signal)
    expect(test.logged.map((line) => line.fields.reason)).to.deep.equal(['non_finite_number', 'no_fields'])
  })
})

describe('func/sinks/local', () => {
  it('should hand points to the embedded store', async () => {
    const test = sinkDependencies()
    const sink = createSink(
      { name: 'home', type: 'local', options: {}, secrets: {}, required: true },
      test.deps,
    )
    const points = [...testPoints(2), testPoint(3, { value: Number.POSITIVE_INFINITY })]
    expect(await sink.write('metric', points, signal)).to.deep.include({ acknowledged: 2, dropped: 1 })
    expect(test.stored).to.deep.equal([{ category: 'metric', points: testPoints(2) }])
    expect(await sink.check(signal)).to.deep.include({ ok: true })
  })

  it('should fail as the store fails', async () => {
    const test = sinkDependencies()
    const local = { write: () => Promise.reject(new Error('locked')) }
    const config = { name: 'home', type: 'local', options: {}, secrets: {}, required: true }
    const error = await rejection(
      createSink(config, { ...test.deps, local }).write('metric', testPoints(1), signal),
    )
    expect(error.message).to.equal('locked')
  })
})
