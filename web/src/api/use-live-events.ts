import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CallId } from './client.ts'
import { CALLS } from './types.gen.ts'

const RETRY_MS = 3000
/** Several changes within this time are one. */
const GATHER_MS = 400

/** Asks again for what the server says has changed; after a lost connection, for everything. */
export function useLiveEvents(enabled: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!enabled) return
    const refresh = createRefresh((topics) => {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isAbout(String(queryKey[0]), topics) })
    })
    const end = listen(refresh.add)
    return () => {
      end()
      refresh.cancel()
    }
  }, [enabled, queries])
}

function listen(onTopics: (topics: readonly string[]) => void): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let lost = false
  const open = () => {
    source = new EventSource(CALLS.streamEvents[1])
    source.onopen = () => {
      if (lost) onTopics(['*'])
      lost = false
    }
    source.addEventListener('changed', ({ data }: MessageEvent<string>) => {
      const { topics }: { topics: string[] } = JSON.parse(data)
      onTopics(topics)
    })
    source.onerror = () => {
      lost = true
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function createRefresh(deliver: (topics: ReadonlySet<string>) => void) {
  let topics = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    deliver(topics)
    topics = new Set()
  }
  return {
    cancel: () => clearTimeout(timer),
    add(more: readonly string[]) {
      for (const topic of more) topics.add(topic)
      timer ??= setTimeout(flush, GATHER_MS)
    },
  }
}

/** Whether an answer may look different now; the overview is about everything. */
function isAbout(id: string, topics: ReadonlySet<string>): boolean {
  if (topics.has('*') || id === 'getOverview') return true
  const area = id in CALLS ? (CALLS[id as CallId][1].split('/')[2] ?? '') : ''
  return topics.has(area) || (area === 'triggers' && topics.has('tasks'))
}
