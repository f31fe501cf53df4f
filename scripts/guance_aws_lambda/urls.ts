/**
 * Function URLs. AWS gives them one function at a time, and Lambda's control plane allows 15 calls a second for
 * everybody in the account: so they are remembered for a day, and only some are asked for in one run.
 */
import type { AwsTarget, Json, ScriptContext } from '#func/script.ts'
import { codeOf, DAY_MS, forEachConcurrently, isDenied } from '../guance_integration_core/index.ts'

export interface FunctionUrl {
  readonly url: string
  readonly authType: string
}

const GOOD_FOR_MS = DAY_MS
const LOOK_UPS_PER_RUN = 100
const LOOK_UPS_AT_ONCE = 4

/** When asked for, in milliseconds, and what was found. */
interface Known {
  readonly at: number
  readonly found?: FunctionUrl
}

/** What is known of the URLs of these functions, newly asked for where needed and possible. */
export async function readFunctionUrls(
  names: readonly string[],
  target: AwsTarget,
  context: ScriptContext,
): Promise<ReadonlyMap<string, FunctionUrl>> {
  const key = `urls/${target.region}`
  const kept = parseKept(await context.state.get(key))
  const known = new Map(names.flatMap((name) => (kept.has(name) ? [[name, kept.get(name) as Known]] : [])))
  const due = dueNames(names, known, context.now().getTime())
  const asked = await lookUp(due.slice(0, LOOK_UPS_PER_RUN), target, context)
  for (const [name, answer] of asked) known.set(name, answer)
  if (asked.size > 0 || known.size !== kept.size) context.state.set(key, toJson(known))
  const left = due.length - asked.size
  context.log.info({ region: target.region, asked: asked.size, left }, 'Looked up function URLs')
  return new Map([...known].flatMap(([name, { found }]) => (found === undefined ? [] : [[name, found]])))
}

/** Never asked first, then the oldest. */
function dueNames(names: readonly string[], known: ReadonlyMap<string, Known>, now: number): string[] {
  const askedAt = (name: string) => known.get(name)?.at ?? 0
  return names
    .filter((name) => now - askedAt(name) >= GOOD_FOR_MS)
    .toSorted((a, b) => askedAt(a) - askedAt(b))
}

async function lookUp(
  names: readonly string[],
  target: AwsTarget,
  context: ScriptContext,
): Promise<Map<string, Known>> {
  const { signal, log } = context
  const client = context.aws.lambda(target)
  const at = context.now().getTime()
  const answers = new Map<string, Known>()
  try {
    await forEachConcurrently(names, LOOK_UPS_AT_ONCE, async (name) => {
      try {
        const answer = await client.getFunctionUrlConfig({ FunctionName: name }, { abortSignal: signal })
        const found = { url: answer.FunctionUrl ?? '', authType: answer.AuthType ?? '' }
        answers.set(name, { at, found })
      } catch (error) {
        if (codeOf(error) !== 'FUNC_ERR_AWS_NOT_FOUND') throw error
        answers.set(name, { at })
      }
    })
  } catch (error) {
    signal.throwIfAborted()
    const message = isDenied(error) ? 'Going on without function URLs' : 'Cannot look up function URLs now'
    log.warn({ region: target.region, code: codeOf(error) }, message)
  }
  return answers
}

/** By name: `[askedAt]` for none, `[askedAt, url, authType]`. */
function toJson(known: ReadonlyMap<string, Known>): Json {
  const entries = [...known].map(([name, { at, found }]) => [
    name,
    found === undefined ? [at] : [at, found.url, found.authType],
  ])
  return Object.fromEntries(entries)
}

function parseKept(kept: Json | undefined): Map<string, Known> {
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return new Map()
  return new Map(
    Object.entries(kept).flatMap(([name, value]) => {
      const [at, url, authType] = Array.isArray(value) ? value : []
      if (typeof at !== 'number') return []
      if (typeof url !== 'string') return [[name, { at }]]
      return [[name, { at, found: { url, authType: String(authType) } }]]
    }),
  )
}
