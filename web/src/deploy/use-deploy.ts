import type { ErrorSchema } from '@rjsf/utils'
import { toErrorSchema } from '@rjsf/utils'
import { useChange } from '../api/api-context.ts'
import { ApiError } from '../api/api-error.ts'
import type { DeployRequest } from '../api/types.gen.ts'
import type { Parameters } from './parameters-schema.ts'

/** The three things that can be done with a filled-in form. */
export function useDeploy(set: string) {
  const params = { set }
  const test = useChange((api, { name, parameters }: DeployRequest) =>
    api.call('testDeploy', { params, body: { parameters, ...(name !== '' && { name }) } }),
  )
  const preview = useChange((api, body: DeployRequest) => api.call('previewDeploy', { params, body }))
  const deploy = useChange((api, body: DeployRequest) => api.call('deployScriptSet', { params, body }))
  return { test, preview, deploy }
}

const PREFIX = /^(?:body\.)?parameters\.?/

/** What the server found wrong, by field. */
export function fieldErrors(error: Error | null): ErrorSchema<Parameters> {
  const problems = error instanceof ApiError ? error.problems : []
  const errors = problems
    .filter(({ path }) => PREFIX.test(path))
    .map(({ path, message }) => ({ property: `.${path.replace(PREFIX, '').replace(/\[.*$/, '')}`, message, stack: message }))
  return toErrorSchema<Parameters>(errors)
}
