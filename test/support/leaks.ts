/** Looks for secrets where none may be, in the spellings in which programs print them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

interface Needle {
  readonly secret: string
  readonly bytes: Buffer
}

/** Half a secret is too much already: both ends of each spelling are looked for. */
const END = 12

export class LeakDetector {
  readonly #needles = new Map<string, Needle>()
  /** Files that were searched in vain, with what they were then. */
  readonly #clean = new Map<string, string>()

  add(name: string, secret: string): void {
    for (const spelling of spellings(secret)) {
      for (const end of [spelling.slice(0, END), spelling.slice(-END)]) {
        if (!this.#needles.has(end)) this.#clean.clear()
        this.#needles.set(end, { secret: name, bytes: Buffer.from(end) })
      }
    }
  }

  /** What is found where, e.g. `password in stdout of run prod: …pass***`. */
  search(place: string, content: string | Buffer): string[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    return [...this.#needles.values()].flatMap((needle) => {
      const at = bytes.indexOf(needle.bytes)
      if (at < 0) return []
      const around = bytes.subarray(Math.max(0, at - 60), at + 80).toString('latin1')
      return [`${needle.secret} in ${place}: …${JSON.stringify(around)}…`]
    })
  }

  searchFolder(folder: string): string[] {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return paths.flatMap((path) => this.#searchFile(path))
  }

  #searchFile(path: string): string[] {
    const { mtimeNs, size } = statSync(path, { bigint: true })
    const state = `${mtimeNs} ${size}`
    if (this.#clean.get(path) === state) return []
    const found = [...this.search(path, readFileSync(path)), ...this.search('a path', path)]
    if (found.length === 0) this.#clean.set(path, state)
    return found
  }
}

function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const form = new URLSearchParams({ secret }).toString().slice('secret='.length)
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const twice = JSON.stringify(json).slice(1, -1)
  return [secret, json, twice, encodeURIComponent(secret), form, xml, ...base64(secret)]
}

/** What is the same wherever the secret begins in the encoded text. */
function base64(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    const inner = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [inner, inner.replaceAll('-', '+').replaceAll('_', '/')]
  })
}

/** Samples the command lines of a process and all that it starts, until stopped. */
export function watchCommandLines(pid: number): { stop(): string } {
  const seen = new Set<string>()
  const look = () => {
    for (const each of [pid, ...descendants(pid)]) seen.add(readOr(`/proc/${each}/cmdline`))
  }
  look()
  const timer = setInterval(look, 20)
  return {
    stop() {
      clearInterval(timer)
      return [...seen].join('\n').replaceAll('\0', ' ')
    },
  }
}

function descendants(pid: number): number[] {
  const children = readOr(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
