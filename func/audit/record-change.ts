/** Writes one change into the audit, whoever made it: a person, a program, or a command. */
import { FuncError, messageOf } from '../errors.ts'
import type { Audit } from '../home/types.ts'
import type { Masker } from '../log.ts'
import type { ActorKind } from '../model/access.ts'
import { plain } from './plain.ts'

/** What was changed: states without secrets. */
export interface Change {
  /** e.g. `trigger.change` */
  readonly action: string
  /** e.g. `trigger/prod` */
  readonly target: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Who made it. */
export interface Author {
  readonly name: string
  readonly kind: ActorKind
  /** Of the HTTP request; null when it was none. */
  readonly requestId: string | null
}

export interface AuditParts {
  readonly audit: Pick<Audit, 'add'>
  readonly masker: Pick<Masker, 'maskValue'>
}

/** The change was made before, and stands whatever becomes of its entry. @throws FUNC_ERR_AUDIT_FAILED */
export async function recordChange(
  { action, target, before, after }: Change,
  { name, kind, requestId }: Author,
  { audit, masker }: AuditParts,
): Promise<void> {
  const states = { before: masker.maskValue(plain(before)), after: masker.maskValue(plain(after)) }
  try {
    await audit.add({ actor: name, actorKind: kind, action, target, ...states, requestId })
  } catch (cause) {
    const message = `Cannot record '${action}' of '${target}' in the audit, though it was done: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_AUDIT_FAILED', message, { cause })
  }
}
