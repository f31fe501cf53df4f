/** A page of another site whose name was pointed at this machine (DNS rebinding) names its own host. */
import { FuncError } from '../errors.ts'

export const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'] as const

/**
 * @param hosts Without port; empty: any.
 * @throws FUNC_ERR_HTTP_HOST
 */
export function assertHost(header: string | undefined, hosts: readonly string[]): void {
  if (hosts.length === 0) return
  const name = (header ?? '').toLowerCase().replace(/:\d+$/, '')
  if (hosts.includes(name)) return
  throw new FuncError('FUNC_ERR_HTTP_HOST', 'Cannot answer for the host that the request names')
}
