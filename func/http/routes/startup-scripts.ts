import { startupRemoved } from '../../audit/changes.ts'
import type { StartupText } from '../../startup-scripts/startup-scripts.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { assertMatch, etagOf } from '../etag.ts'
import { shortPath } from './deploy.ts'

type Ids = 'listStartupScripts' | 'getStartupScript' | 'saveStartupScript' | 'removeStartupScript'

export function startupHandlers(deps: ApiDependencies): Handlers<Ids> {
  const { deploys, store } = deps
  return {
    listStartupScripts: async () => ({ items: (await deploys.list()).map(entryView) }),
    async getStartupScript({ params, reply }) {
      const startup = await deploys.read(params.name)
      reply.header('etag', etagOf(startup.sha256))
      return textView(startup)
    },
    async saveStartupScript({ params: { name }, body: { text }, ifMatch, reply, audit }) {
      const before = await deploys.read(name)
      const expect = (sha256: string) => assertMatch(ifMatch, etagOf(sha256), `the startup script '${name}'`)
      const { config } = await deploys.save({ name, text, expect })
      const after = await deploys.read(name)
      await audit({
        ...{ action: 'startup-script.edit', target: `startup-script/${name}` },
        ...{ before: record(before), after: record(after) },
      })
      reply.header('etag', etagOf(after.sha256))
      return { ...textView(after), config: config as Record<string, unknown> }
    },
    async removeStartupScript({ params: { name }, audit }) {
      const before = await store.triggers.get(name)
      const { oldFile } = await deploys.remove(name)
      await audit(startupRemoved(name, before))
      return { done: true, keptAs: shortPath(oldFile) }
    },
  }
}

type Entry = Awaited<ReturnType<ApiDependencies['deploys']['list']>>[number]

function entryView({ name, trigger, edited, waitingNew, bytes, modifiedAt }: Entry): api.StartupScript {
  return {
    ...{ name, edited, waitingNew, bytes, modifiedAt, hasTrigger: trigger !== undefined },
    scriptSet: trigger?.scriptSet ?? null,
    generatedVersion: trigger?.generatedVersion ?? null,
  }
}

function textView({ name, trigger, text, edited, generated, diff }: StartupText): api.StartupScriptText {
  const { scriptSet } = trigger
  return { name, scriptSet, text, edited, generated: generated ?? null, diff: diff ?? null, config: null }
}

/** Not the text: somebody may have written a key into it. */
function record({ sha256, text, edited }: StartupText): object {
  return { sha256, lines: text.split('\n').length, edited }
}
