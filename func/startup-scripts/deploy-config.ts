/** The config that parameters make, without writing a startup script. */
import { parseConfig } from '../market/manifest.ts'
import { DEPLOY_NAME, fillTemplate } from '../market/template.ts'
import { type DeployOptions, type DeployRequest, planDeploy } from './plan-deploy.ts'

/**
 * As `run` would get it; a secret that is left out has the value that is stored under this name.
 *
 * @throws {FuncError} FUNC_ERR_PARAMETER_INVALID, FUNC_ERR_CONFIG_INVALID, and what else `planDeploy` throws.
 */
export async function deployConfig(options: DeployOptions, request: DeployRequest): Promise<unknown> {
  const { manifest, values } = await planDeploy(options, request)
  const all = new Map([[DEPLOY_NAME, request.name as unknown], ...Object.entries(values)])
  return parseConfig(manifest, fillTemplate(manifest.template ?? {}, all))
}
