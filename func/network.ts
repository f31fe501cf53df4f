/** The way to other machines: proxies and certificate authorities, the same for AWS and for sinks. */
import { readFileSync } from 'node:fs'
import { type AgentOptions, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { getCACertificates } from 'node:tls'
import { FuncError, messageOf } from './errors.ts'

/** Plain data: it is handed to worker threads. */
export interface Network {
  /** URLs of proxies, by the scheme of what is called; they may hold a password. */
  readonly httpProxy?: string
  readonly httpsProxy?: string
  /** Hosts that are called without a proxy, separated by commas. */
  readonly noProxy?: string
  /** PEM file of authorities that are trusted besides the usual ones. */
  readonly caFile?: string
}

/** What is on this machine, or answers for it alone: loopback, and the metadata of instances and containers. */
const NEVER_PROXIED = [
  'localhost',
  '127.0.0.1',
  '::1',
  '[::1]',
  '169.254.169.254',
  '[fd00:ec2::254]',
  'fd00:ec2::254',
  '169.254.170.2',
]

export interface Agents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

/** @throws FUNC_ERR_SETTINGS_INVALID when the file of authorities cannot be read */
export function createAgents(network: Network, options: AgentOptions = {}): Agents {
  const { httpProxy, httpsProxy, noProxy = '', caFile } = network
  const agent = { keepAlive: true, ...options }
  const proxyEnv =
    httpProxy === undefined && httpsProxy === undefined
      ? {}
      : {
          proxyEnv: {
            ...(httpProxy !== undefined && { http_proxy: httpProxy }),
            ...(httpsProxy !== undefined && { https_proxy: httpsProxy }),
            no_proxy: [...NEVER_PROXIED, ...noProxy.split(',')].filter((host) => host !== '').join(','),
          },
        }
  const ca = caFile === undefined ? {} : { ca: [...getCACertificates('default'), readAuthorities(caFile)] }
  return {
    httpAgent: new HttpAgent({ ...agent, ...proxyEnv }),
    httpsAgent: new HttpsAgent({ ...agent, ...proxyEnv, ...ca }),
  }
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FuncError(
      'FUNC_ERR_SETTINGS_INVALID',
      `Cannot read the certificate authorities of AWS_CA_BUNDLE or network.caFile: ${messageOf(cause)}`,
      { cause },
    )
  }
}

/** Passwords of proxies, as they are written and as they are meant. */
export function networkSecrets({ httpProxy, httpsProxy }: Network): string[] {
  const urls = [httpProxy, httpsProxy].map((text) => URL.parse(text ?? '')).filter((url) => url !== null)
  const passwords = urls.map(({ password }) => password).filter((password) => password !== '')
  return passwords.flatMap((password) => [password, decodeURIComponent(password)])
}

/** Hides user and password of a URL. */
export function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^@/\s]*@/g, '//***@')
}
