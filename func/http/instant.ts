import { FuncError } from '../errors.ts'
import { INSTANT_FORMAT, parseInstant } from '../time.ts'

/** A time of a request, whose schema has refused what is none. @throws FUNC_ERR_HTTP_REQUEST_INVALID */
export function toInstant(time: Date | string): Date {
  const instant = typeof time === 'string' ? parseInstant(time) : time
  if (instant !== undefined) return instant
  throw new FuncError(
    'FUNC_ERR_HTTP_REQUEST_INVALID',
    `Cannot use the time '${time}': wanted ${INSTANT_FORMAT}`,
  )
}
