import type { Operations } from '../wire/call.ts'
import { integer, list, text } from '../wire/shape.ts'
import { assumeRole, getCallerIdentity, listAccountAliases, listRegions } from './identity.ts'

export const STS_OPERATIONS: Operations = {
  GetCallerIdentity: { input: {}, run: getCallerIdentity },
  AssumeRole: {
    input: {
      RoleArn: text({ min: 20, max: 2048, required: true }),
      RoleSessionName: text({ min: 2, max: 64, pattern: /[\w+=,.@-]*/, required: true }),
      DurationSeconds: integer({ min: 900, max: 43_200 }),
      ExternalId: text({ min: 2, max: 1224, pattern: /[\w+=,.@:/-]*/ }),
    },
    run: assumeRole,
  },
}

export const IAM_OPERATIONS: Operations = {
  ListAccountAliases: {
    input: {
      Marker: text({ min: 1, max: 320, pattern: /[\u0020-\u00ff]+/ }),
      MaxItems: integer({ min: 1, max: 1000 }),
    },
    run: listAccountAliases,
  },
}

export const ACCOUNT_OPERATIONS: Operations = {
  ListRegions: {
    path: 'POST /listRegions',
    input: {
      MaxResults: integer({ min: 1, max: 50 }),
      NextToken: text({ max: 1000 }),
      RegionOptStatusContains: list(
        text({ oneOf: ['ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT'] }),
      ),
    },
    run: listRegions,
  },
}
