/** A process that closes a query thread whose answer is on its way, and says when that is done: `home`. */
import { openPointStore } from '#func/points/point-store.ts'
import { QueryThread } from '#func/points/query/threads/query-thread.ts'

const ANSWERED_MS = 500
const [home = ''] = process.argv.slice(2)

const points = await openPointStore({ home, clock: () => new Date(0) })
await points.close()
const thread = new QueryThread({ home })
const warm = () => thread.ask({ name: 'warm', query: undefined, givenUp: new SharedArrayBuffer(4) })
await warm()
warm().catch(() => {})
// nothing is received while this thread sleeps: the answer lies ready when the close begins
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ANSWERED_MS)
await thread.close()
process.stdout.write('closed')
