import { hash, letters, unit } from '../hash.ts'
import { createdMs } from './deploys.ts'
import type { SimFunction } from './functions.ts'

/** The address of a function, or of one of its aliases. */
export interface SimUrl {
  readonly alias: string | undefined
  readonly address: string
  readonly authType: 'NONE' | 'AWS_IAM'
  readonly streams: boolean
  readonly hasCors: boolean
  readonly createdMs: number
}

const SALT = { letters: 81, auth: 82, alias: 84, stream: 85, cors: 86 }

/** Some functions have theirs on an alias, some on both. */
export function urlsOf(fn: SimFunction): readonly SimUrl[] {
  if (fn.archetype.url !== true) return []
  const [alias] = fn.aliases
  const dice = unit(fn.traffic.hash, SALT.alias)
  if (alias === undefined || dice < 0.4) return [makeUrl(fn, undefined)]
  const ofAlias = makeUrl(fn, alias.name)
  return dice < 0.7 ? [ofAlias] : [makeUrl(fn, undefined), ofAlias]
}

function makeUrl(fn: SimFunction, alias: string | undefined): SimUrl {
  const seed = fn.traffic.hash + (alias === undefined ? 0 : 1)
  const id = letters(seed, SALT.letters, 32).toLowerCase()
  return {
    alias,
    address: `https://${id}.lambda-url.${fn.region}.on.aws/`,
    authType: hash(seed, SALT.auth) % 2 === 0 ? 'NONE' : 'AWS_IAM',
    streams: unit(seed, SALT.stream) < 0.2,
    hasCors: unit(seed, SALT.cors) < 0.3,
    createdMs: createdMs(fn.traffic.hash),
  }
}

/** In the form of the wire. */
export function describedUrl(fn: SimFunction, url: SimUrl): Record<string, unknown> {
  const created = new Date(url.createdMs).toISOString()
  const cors = { AllowOrigins: ['https://shop.example.com'], AllowMethods: ['GET', 'POST'], MaxAge: 3600 }
  return {
    FunctionUrl: url.address,
    FunctionArn: url.alias === undefined ? fn.arn : `${fn.arn}:${url.alias}`,
    AuthType: url.authType,
    ...(url.hasCors ? { Cors: cors } : {}),
    InvokeMode: url.streams ? 'RESPONSE_STREAM' : 'BUFFERED',
    CreationTime: created,
    LastModifiedTime: created,
  }
}
