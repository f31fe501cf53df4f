import { useEffect, useState } from 'react'
import { callUrl } from '../api/client.ts'
import type { Task } from '../api/types.gen.ts'
import { appendLog, EMPTY_LOG, type LogBuffer, type LogLine } from './log-buffer.ts'

/** New lines reach the page at most this often: many lines cost one rendering. */
const FLUSH_MS = 100
const RETRY_MS = [500, 1000, 2000, 5000]

export interface TaskLogStream {
  readonly buffer: LogBuffer
  readonly connection: 'open' | 'lost' | 'ended'
}

const START: TaskLogStream = { buffer: EMPTY_LOG, connection: 'open' }

/**
 * The log of a task as it grows. The browser reconnects by itself and sends the last number it saw (Last-Event-ID);
 * where it gives up (an answer other than 200, as while a server starts), we open it again behind that number.
 * `onTask` gets the record whenever its figures or status change, for the last time at its end.
 */
export function useTaskLog(id: string, onTask: (task: Task) => void): TaskLogStream {
  const [stream, setStream] = useState<TaskLogStream>(START)
  useEffect(() => {
    setStream(START)
    return followLog(id, {
      lines: (lines) => setStream((before) => ({ ...before, buffer: appendLog(before.buffer, lines) })),
      connection: (connection) =>
        setStream((before) => (before.connection === connection ? before : { ...before, connection })),
      task: onTask,
    })
  }, [id, onTask])
  return stream
}

interface LogListener {
  readonly lines: (lines: readonly LogLine[]) => void
  readonly connection: (state: TaskLogStream['connection']) => void
  readonly task: (task: Task) => void
}

/** Gives the function that ends it. */
export function followLog(id: string, listener: LogListener): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let lastSeq = 0
  const batch = createBatch(listener.lines)

  const open = () => {
    source = new EventSource(callUrl('streamTaskLog', { params: { id }, query: { after: lastSeq } }))
    source.onopen = () => {
      attempt = 0
      listener.connection('open')
    }
    source.addEventListener('log', ({ data }: MessageEvent<string>) => {
      const line: LogLine = JSON.parse(data)
      lastSeq = line.seq
      batch.add(line)
    })
    source.addEventListener('task', ({ data }: MessageEvent<string>) => listener.task(JSON.parse(data)))
    source.addEventListener('end', ({ data }: MessageEvent<string>) => {
      source?.close()
      batch.flush()
      listener.task(JSON.parse(data))
      listener.connection('ended')
    })
    source.onerror = () => {
      listener.connection('lost')
      if (source?.readyState !== EventSource.CLOSED) return
      timer = setTimeout(open, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)])
      attempt += 1
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    batch.cancel()
    source?.close()
  }
}

function createBatch(deliver: (lines: readonly LogLine[]) => void) {
  let waiting: LogLine[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = []
    if (lines.length > 0) deliver(lines)
  }
  return {
    flush,
    cancel: () => clearTimeout(timer),
    add(line: LogLine) {
      waiting.push(line)
      timer ??= setTimeout(flush, FLUSH_MS)
    },
  }
}
