import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import type { Store } from '#func/home/types.ts'
import type { Task } from '#func/model/task.ts'
import { markLostTasks } from '#func/runner/host/recovery.ts'
import { openTestApi, type TestApi, type TestApiOptions } from '../../support/console/api.ts'
import { openEvents } from '../../support/console/event-stream.ts'

const LINES = 100_000
/** Bytes that the server keeps for a client that does not read: up to the mark of its stream, and a line. */
const MOST_BUFFERED = 65 * 1024

describe('http streams', () => {
  let api: TestApi
  let url: string
  let headers: Record<string, string>

  async function open(options: TestApiOptions = {}): Promise<void> {
    api = await openTestApi(options)
    url = await api.app.listen({ port: 0, host: '127.0.0.1' })
    headers = { ...(await api.credentials('viewer')) }
  }
  afterEach(() => api.close())

  async function newTask(store: Store = api.home.store): Promise<Task> {
    const who = { scriptSet: 'fixture', origin: 'manual', requestedBy: 'test' } as const
    const task = await store.tasks.enqueue({ ...who, trigger: 'prod', plannedAt: new Date() })
    await store.tasks.claim(task!.id, 'p1')
    return task!
  }
  const log = (task: Task, ...messages: string[]) =>
    api.home.store.tasks.appendLog(
      task.id,
      messages.map((message) => ({ time: new Date(), level: 'info', message, fields: {} })),
    )
  const streamOf = (task: Task, more: Record<string, string> = {}, query = '') =>
    openEvents(`${url}/api/tasks/${task.id}/log/stream${query}`, { ...headers, ...more })

  it('should give log, figures and end as they come', async () => {
    await open()
    const task = await newTask()
    await log(task, 'one')
    const stream = await streamOf(task)
    expect(await stream.next()).to.deep.include({ id: '1', event: 'log' })
    expect(await stream.next()).to.nested.include({ event: 'task', 'data.status': 'running' })
    await log(task, 'two')
    expect(await stream.next()).to.nested.include({ id: '2', 'data.message': 'two' })
    await log(task, 'three')
    await api.home.store.tasks.finish(task.id, { status: 'success' })
    const rest = (await stream.rest()).filter(({ event }) => event !== 'task')
    expect(rest.map(({ event }) => event)).to.deep.equal(['log', 'end'])
    expect(rest[1]!.data.status).to.equal('success')
  })

  it('should go on behind the last event that the client has', async () => {
    await open()
    const task = await newTask()
    await log(task, 'one', 'two', 'three')
    await api.home.store.tasks.finish(task.id, { status: 'failure' })
    const ids = async (more: Record<string, string>, query = '') =>
      (await (await streamOf(task, more, query)).rest()).map(({ id, event }) => id ?? event)
    expect(await ids({ 'last-event-id': '2' })).to.deep.equal(['3', 'end'])
    expect(await ids({}, '?after=1')).to.deep.equal(['2', '3', 'end'])
    expect(await ids({ 'last-event-id': 'rubbish' })).to.deep.equal(['1', '2', '3', 'end'])
  })

  it('should be 404 for a task that there is not', async () => {
    await open()
    expect((await fetch(`${url}/api/tasks/t-0/log/stream`, { headers })).status).to.equal(404)
  })

  it('should give a hundred thousand lines, and read no faster than they are taken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'funcbox-lines-'))
    const clock = () => new Date()
    const big = await openStore({
      home: folder,
      key: loadKey({ home: folder }),
      clock,
      log: { first: LINES, last: 1 },
    })
    let reads = 0
    const tasks: Store['tasks'] = {
      ...big.tasks,
      log: (...range) => {
        reads += 1
        return big.tasks.log(...range)
      },
    }
    await open({ folder, deps: ({ store }) => ({ store: { ...store, tasks } }) })
    const task = await newTask(big)
    const message = 'x'.repeat(100)
    for (let at = 0; at < LINES; at += 5000) {
      const entries = Array.from({ length: 5000 }, () => ({
        time: new Date(),
        level: 'info' as const,
        message,
        fields: {},
      }))
      await big.tasks.appendLog(task.id, entries)
    }
    await big.tasks.finish(task.id, { status: 'success' })

    const sockets: Socket[] = []
    api.app.server.on('connection', (socket: Socket) => sockets.push(socket))
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET /api/tasks/${task.id}/log/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n`)
    socket.write(`authorization: ${headers.authorization}\r\n\r\n`)
    await settled(() => reads)
    const ahead = reads
    // 20 MB in all; what sockets and kernel hold is a part of that
    expect(ahead).to.be.within(1, 100)
    expect(Math.max(...sockets.map(({ writableLength }) => writableLength))).to.be.within(1, MOST_BUFFERED)
    expect((await fetch(`${url}/api/tasks/${task.id}`, { headers })).status, 'others go on').to.equal(200)

    let last = 0
    let end = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      last = Math.max(last, ...[...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)))
      end = (end + text).slice(-2000)
    })
    while (!end.includes('event: end')) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(last).to.be.at.least(LINES - 1)
    socket.destroy()
    await big.close()
    await rm(folder, { recursive: true, force: true })
  }).timeout(120_000)

  /** Until a number has not grown for a while. */
  async function settled(read: () => number): Promise<void> {
    for (let before = -1; read() !== before; ) {
      before = read()
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
  }

  it('should report what changed, whoever changed it', async () => {
    await open()
    const events = await openEvents(`${url}/api/events`, headers)
    expect(await events.next()).to.deep.include({ event: 'hello', data: { version: '0.1.0' } })
    const program = await api.program('admin')
    const body = { name: 'bob', role: 'viewer', password: 'long enough 1' }
    await program('POST', '/api/users', { body })
    expect(await events.next()).to.deep.include({ event: 'changed', data: { topics: ['users'] } })
    // as another process would
    await newTask(await api.home.store)
    expect((await events.next())!.data.topics).to.include('tasks')
    events.close()
  })

  it('should end its streams when the server ends', async () => {
    await open()
    const task = await newTask()
    const [stream, events] = [await streamOf(task), await openEvents(`${url}/api/events`, headers)]
    await Promise.all([stream.next(), events.next()])
    const ended = Promise.all([stream.rest(), events.rest()])
    const before = performance.now()
    await api.app.close()
    await ended
    expect(performance.now() - before).to.be.lessThan(5000)
  })

  it('should stop reading when the client goes away', async () => {
    let reads = 0
    await open({
      deps: ({ store }) => ({
        store: {
          ...store,
          tasks: {
            ...store.tasks,
            get: (id) => {
              reads += 1
              return store.tasks.get(id)
            },
          },
        },
      }),
    })
    const stream = await streamOf(await newTask())
    await stream.next()
    stream.close()
    await settled(() => reads)
    const then = reads
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(reads).to.equal(then)
  })

  it('should show the true end after the server was killed and started again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'funcbox-restart-'))
    await open({ folder })
    const { store } = api.home
    // a process that is not there any more
    await store.processes.register({ id: 'p1', pid: 999_999_999, host: 'gone', bootMark: '', kind: 'serve' })
    const task = await newTask()
    await log(task, 'one')
    const stream = await streamOf(task)
    const first = await stream.next()
    await api.app.close()
    await stream.rest()
    await api.close()

    await open({ folder })
    await markLostTasks({
      ...api.home.store,
      dead: async () => ['p1'],
      clock: () => new Date(),
      log: api.home.log,
    })
    const again = await streamOf(task, { 'last-event-id': first!.id! })
    const rest = await again.rest()
    expect(rest.map(({ event }) => event)).to.deep.equal(['log', 'end'])
    expect(rest.at(-1)!.data).to.nested.include({ status: 'lost', 'error.code': 'FUNC_ERR_TASK_LOST' })
    await rm(folder, { recursive: true, force: true })
  })
})
