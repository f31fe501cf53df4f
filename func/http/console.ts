/** The built console: files, and its page for every address that it draws itself. */
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { FuncError } from '../errors.ts'
import { DAY_SECONDS } from '../time.ts'
import { isConsoleBuilt } from './console-built.ts'

const YEAR_SECONDS = 365 * DAY_SECONDS
const NOTICE = `The console of funcbox has not been built, so there are no pages here. The API answers under /api, and the
schedule runs. To have the console: npm ci in the folder of funcbox (npm prune --omit=dev after it takes away what only
the build needs), then start the server again.
`

/** Files below `assets` carry a digest in their names. */
export async function serveConsole(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !isConsoleBuilt(folder)) return serveNotice(app)
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isAsset = path.startsWith(join(folder, 'assets'))
      response.header('cache-control', isAsset ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
    },
  })
  app.get('/*', async (request, reply) => {
    if (!isPage(request.url.split('?')[0] ?? '')) throw nothingThere()
    return reply.sendFile('index.html')
  })
}

/** Addresses of the console have neither file endings nor encoded slashes, which are attempts to get at files. */
function isPage(path: string): boolean {
  return !path.startsWith('/api/') && !/\.\w+$/.test(path) && !/%2f|%5c|\\|\.\./i.test(path)
}

function serveNotice(app: FastifyInstance): void {
  const answer = async (_: unknown, reply: FastifyReply) =>
    reply.type('text/plain; charset=utf-8').send(NOTICE)
  for (const path of ['/', '/setup']) app.get(path, answer)
}

function nothingThere(): FuncError {
  return new FuncError('FUNC_ERR_HTTP_NOT_FOUND', 'Cannot find anything under this address')
}
