/** Reads server-sent events as a browser does. */
export interface ReceivedEvent {
  readonly id: string | undefined
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape
  readonly data: any
}

export interface EventReader {
  readonly status: number
  /** The next event; undefined at the end of the stream. */
  next(): Promise<ReceivedEvent | undefined>
  /** All events up to the end. */
  rest(): Promise<ReceivedEvent[]>
  close(): void
}

export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventReader> {
  const abort = new AbortController()
  const response = await fetch(url, { headers, signal: abort.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<ReceivedEvent | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end === -1) {
        const { value, done } = await reader.read()
        if (done) return undefined
        text += value
        continue
      }
      const event = parse(text.slice(0, end))
      text = text.slice(end + 2)
      if (event !== undefined) return event
    }
  }
  return {
    status: response.status,
    next,
    async rest() {
      const events: ReceivedEvent[] = []
      for (let event = await next(); event !== undefined; event = await next()) events.push(event)
      return events
    },
    close: () => abort.abort(),
  }
}

/** Undefined for what is no event: comments, and the time until a reconnect. */
function parse(block: string): ReceivedEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at), line.slice(at + 1).trimStart()] as const
    }),
  )
  const data = fields.get('data')
  if (data === undefined) return undefined
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) }
}
