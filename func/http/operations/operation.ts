/** One operation of the API: everything about it but its code. Routes, OpenAPI and types are made from these. */

import type { Role } from '../../model/access.ts'
import type { Schema } from '../schema.ts'

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With parameters as OpenAPI writes them, `/api/tasks/{id}`. */
  readonly path: string
  readonly summary: string
  /** The least role that may call it; `public` needs no sign-in. */
  readonly role: Role | 'public'
  /** Changes nothing although it is no GET. */
  readonly reads?: true
  readonly params?: Readonly<Record<string, Schema>>
  readonly query?: Schema
  readonly body?: Schema
  /** Absent: an event stream. */
  readonly answer?: Schema
  /** @default {200} */
  readonly status?: 200 | 201 | 202
  /** Answers carry `etag`; an edit asks for it in `if-match`. */
  readonly etag?: 'gives' | 'wants'
  /** Takes `idempotency-key`: the same request again gets the same answer. */
  readonly idempotent?: true
  /** Bytes. @default {64 KiB} */
  readonly bodyLimit?: number
}

export type Operations = Readonly<Record<string, Operation>>
