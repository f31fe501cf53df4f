/** Whether a request was signed now, by the clock of the simulated account. */
import { MINUTE_MS } from '../../../time.ts'
import type { AwsError, Protocol } from '../aws-error.ts'
import { incompleteSignature, wrongSignature } from '../common-errors.ts'
import { type Authorization, parseSigningDate, type SignedRequest } from './sigv4.ts'

const MINUTES = 5
/** STS lets a clock be further off. */
const STS_MINUTES = 15

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
export function timeRefusal(
  request: SignedRequest,
  said: Authorization,
  protocol: Protocol,
  now: Date,
): AwsError | undefined {
  const signed = String(request.headers['x-amz-date'] ?? '')
  const signedAt = parseSigningDate(signed)
  if (signedAt === undefined) return incompleteSignature(protocol)
  if (!signed.startsWith(said.date)) return wrongSignature(protocol, otherDay(said.date, signed))
  const minutes = said.service === 'sts' ? STS_MINUTES : MINUTES
  const earliest = new Date(now.getTime() - minutes * MINUTE_MS)
  const latest = new Date(now.getTime() + minutes * MINUTE_MS)
  if (signedAt.getTime() < wholeSeconds(earliest)) {
    const limit = `${compact(earliest)} (${compact(now)} - ${minutes} min.)`
    return wrongSignature(protocol, `Signature expired: ${signed} is now earlier than ${limit}`)
  }
  if (signedAt > latest) {
    const limit = `${compact(latest)} (${compact(now)} + ${minutes} min.)`
    return wrongSignature(protocol, `Signature not yet current: ${signed} is still later than ${limit}`)
  }
  return undefined
}

function otherDay(scope: string, signed: string): string {
  const start = 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP'
  return `${start}: '${scope}' != '${signed.slice(0, 8)}', from '${signed}'.`
}

/** Signatures have no milliseconds. */
function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000
}

/** `20260304T100730Z` */
function compact(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d{3}/g, '')
}
