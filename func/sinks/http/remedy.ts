/** What to do about an answer that is no acknowledgement, where its words say more than its status. */
import type { ErrorCode } from '../../errors.ts'

export interface Remedy {
  readonly code: ErrorCode
  readonly todo: string
}

interface Rule extends Remedy {
  readonly statuses?: readonly number[]
  readonly words?: RegExp
}

/** The first that fits counts. */
const RULES: readonly Rule[] = [
  {
    words: /database not found/i,
    code: 'FUNC_ERR_SINK_NOT_FOUND',
    todo: "Correct the option 'database', create it there, or set createDatabase=true and check the sink",
  },
  {
    words: /retention policy not found/i,
    code: 'FUNC_ERR_SINK_NOT_FOUND',
    todo: "Correct the option 'retentionPolicy', or create the policy in the database",
  },
  {
    words: /bucket .*not found|could not find bucket/i,
    code: 'FUNC_ERR_SINK_NOT_FOUND',
    todo: "Correct the option 'bucket', or create the bucket; the token must be one that may see it",
  },
  {
    words: /organization .*not found|could not find org/i,
    code: 'FUNC_ERR_SINK_NOT_FOUND',
    todo: "Correct the option 'org'",
  },
  {
    statuses: [402, 403],
    words: /quota|beyondDataUsage|data usage|over plan|payment/i,
    code: 'FUNC_ERR_SINK_FORBIDDEN',
    todo: 'The plan or quota of the receiver is used up: raise it there; what is missing is read again',
  },
  {
    statuses: [404, 405, 410],
    code: 'FUNC_ERR_SINK_NOT_FOUND',
    todo: "Nothing takes points at this path: correct the option 'url', without the path that the sink adds",
  },
  {
    statuses: [407],
    code: 'FUNC_ERR_SINK_FORBIDDEN',
    todo: 'A proxy on the way wants to know who asks: give its user and password, or go around it',
  },
  {
    statuses: [415],
    code: 'FUNC_ERR_SINK_REFUSED',
    todo: 'The receiver takes no such body: set gzipAboveBytes to a large number, so that none is compressed',
  },
]

/** @param words Of the answer: its message and code. */
export function remedyOf(status: number, words: string): Remedy | undefined {
  return RULES.find((rule) => (rule.statuses?.includes(status) ?? true) && (rule.words?.test(words) ?? true))
}
