import type { Semantic } from './semantic.ts'

/** Requests and answers: signatures, protocols, quotas, denials; also STS, IAM, Account and tagging. */
export const WIRE_SEMANTICS = [
  {
    id: 'wire.session-token-needed',
    rule: 'Keys of a session are refused without their session token',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  },
] as const satisfies readonly Semantic[]
