/** Components that every area uses. */
import { ROLES } from '../../model/access.ts'
import { list, object, oneOf, type Schema, string } from '../schema.ts'

export const COMMON_SCHEMAS: Readonly<Record<string, Schema>> = {
  Role: oneOf(
    ROLES,
    'viewer: read; operator: also install, deploy, run and edit; admin: also users, keys and audit',
  ),
  LocalText: object({ en: string, 'zh-CN': string }),
  Problem: object({
    path: { type: 'string', description: 'Where, e.g. `parameters.regions[0]`' },
    message: string,
  }),
  Error: object({
    error: object(
      {
        code: { type: 'string', description: 'FUNC_ERR_*: docs/reference/errors.md lists them all' },
        message: string,
        todo: { type: 'string', description: 'What to do about it' },
        problems: {
          ...list({ $ref: 'Problem#' }),
          description: 'Each wrong place of a form or a request',
        },
        requestId: { type: 'string', description: 'Stands in the host log, too' },
      },
      ['todo', 'problems'],
    ),
  }),
  Done: object({ done: { type: 'boolean', const: true } }),
}
