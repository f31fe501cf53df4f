import { useChange } from '../api/api-context.ts'
import type { DeployRequest } from '../api/types.gen.ts'

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
