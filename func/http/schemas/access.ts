/** People, programs, secrets and the record of changes. */
import { ACTOR_KINDS } from '../../model/access.ts'
import {
  boolean,
  described,
  json,
  nullable,
  object,
  oneOf,
  page,
  ref,
  type Schema,
  string,
  time,
} from '../schema.ts'

export const USER_NAME: Schema = { type: 'string', pattern: '^[a-z0-9][a-z0-9._@-]{0,63}$' }
export const PASSWORD: Schema = {
  type: 'string',
  minLength: 10,
  maxLength: 200,
  description: 'At least 10 characters',
}

export const ACCESS_SCHEMAS: Readonly<Record<string, Schema>> = {
  Session: object({
    user: nullable(ref('SessionUser')),
    needsSetup: described(boolean, 'No user has been made yet: open the set-up link that the server printed'),
    csrfToken: {
      type: ['string', 'null'],
      description: 'Send it as `x-csrf-token` with every request that changes something',
    },
    version: { type: ['string', 'null'], description: 'Version of funcbox; null when signed out' },
  }),
  SessionUser: object({
    name: string,
    role: ref('Role'),
    kind: oneOf(['user', 'key'], 'A person with a session, or a program with an access key'),
  }),
  User: object({
    name: string,
    role: ref('Role'),
    disabled: boolean,
    createdAt: time,
    lastSignInAt: nullable(time),
  }),
  AccessKey: object({
    id: string,
    name: string,
    role: ref('Role'),
    createdBy: string,
    createdAt: time,
    expiresAt: nullable(time),
    lastUsedAt: nullable(time),
  }),
  NewAccessKey: object({
    key: ref('AccessKey'),
    token: described(string, 'Shown this once: `Authorization: Bearer <token>`'),
  }),
  Secret: object({
    owner: described(string, 'Name of a startup script, or `sink:<name>`'),
    name: string,
    updatedAt: time,
  }),
  AuditEntry: object({
    id: string,
    at: time,
    actor: described(
      string,
      'Name of a user or key, `setup`, or, of a command, the user of the operating system',
    ),
    actorKind: oneOf(ACTOR_KINDS),
    action: described(string, 'e.g. `trigger.change`'),
    target: described(string, 'e.g. `trigger/prod`'),
    before: described(json, 'Without secrets; null when there was nothing'),
    after: described(json, 'Without secrets; null when nothing is left'),
    requestId: nullable(string),
  }),
  AuditPage: page(ref('AuditEntry')),
}
