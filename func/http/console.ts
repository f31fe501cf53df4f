/** The built console: files, and its page for every address that it draws itself. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { FuncError } from '../errors.ts'

const YEAR_SECONDS = 31_536_000

/** Files below `assets` carry a digest in their names. */
export async function serveConsole(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return serveNotice(app)
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
  const text = 'The API of funcbox is under /api; the console has not been built: npm run build\n'
  app.get('/', async (_, reply) => reply.type('text/plain; charset=utf-8').send(text))
}

function nothingThere(): FuncError {
  return new FuncError('FUNC_ERR_HTTP_NOT_FOUND', 'Cannot find anything under this address')
}
