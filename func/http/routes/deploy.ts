import { startupDeployed } from '../../audit/changes.ts'
import type { AccessReport } from '../../aws/check-access.ts'
import type { DeployRequest } from '../../startup-scripts/deploy.ts'
import type * as api from '../api.gen.ts'
import type { Call, Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { createGate } from '../gate.ts'
import { triggerView } from '../views.ts'

/** Each starts a worker and asks AWS a dozen times. */
const CHECKS = { running: 2, waiting: 4 }
const NEXT_RUNS = 5

type Ids = 'testDeploy' | 'previewDeploy' | 'deployScriptSet' | 'checkStartupScript'

export function deployHandlers(deps: ApiDependencies): Handlers<Ids> {
  const { deploys, triggers, market, clock } = deps
  const gate = createGate(CHECKS)
  return {
    async testDeploy({ params: { set }, body, signal }) {
      const request = { set, name: body.name ?? UNNAMED, parameters: body.parameters }
      const checked = await gate(() => deploys.test(request, signal))
      const full = await market.policy(set, rolesOf(body.parameters))
      if ('problems' in checked) return refused(checked.problems, full, deps)
      return accessView(checked.report, full, deps)
    },
    async checkStartupScript({ params: { name }, signal }) {
      const { scriptSet, parameters } = await triggers.require(name)
      const report = await gate(() => deploys.check(name, signal))
      return accessView(report, await market.policy(scriptSet, rolesOf(parameters)), deps)
    },
    async previewDeploy({ params: { set }, body }) {
      const { name, text, current, edited, diff, trigger } = await deploys.preview({ ...body, set })
      const next = [...triggers.nextRuns(trigger, clock(), NEXT_RUNS)]
      return { name, text, current: current ?? null, edited, diff, next }
    },
    deployScriptSet: (call) => deploy(call, deps),
  }
}

/** Parameters are tested before a name is chosen. */
const UNNAMED = 'test'

async function deploy(call: Call<'deployScriptSet'>, deps: ApiDependencies): Promise<api.DeployResult> {
  const { params, body, reply, audit } = call
  const request: DeployRequest = { ...body, set: params.set }
  const before = await deps.store.triggers.get(body.name)
  const result = await deps.deploys.deploy(request)
  if (result.outcome !== 'created') reply.code(200)
  if (result.outcome !== 'conflict') await audit(startupDeployed(body.name, before, result.trigger))
  const { trigger, outcome, name, file, newFile, oldFile, diff } = result
  return {
    ...{ outcome, name, file: shortPath(file) ?? '', diff: diff ?? null },
    ...{ newFile: shortPath(newFile), oldFile: shortPath(oldFile) },
    trigger: trigger === undefined ? null : await triggerView(trigger, deps),
  }
}

/** Below the home: `startup/prod.ts`. */
export function shortPath(path: string | undefined): string | null {
  return path === undefined ? null : path.split(/[\\/]/).slice(-2).join('/')
}

function rolesOf(parameters: unknown): string[] {
  const given = (parameters as { readonly role_arn?: unknown } | null)?.role_arn
  return [given].flat().filter((role): role is string => typeof role === 'string' && role !== '')
}

type Policy = Awaited<ReturnType<ApiDependencies['market']['policy']>>

function refused(
  problems: readonly api.Problem[],
  full: Policy,
  { redact }: ApiDependencies,
): api.AccessCheck {
  return {
    ok: false,
    problems: problems.map(({ path, message }) => ({ path, message: redact(message) })),
    ...{
      identity: null,
      credentialsError: null,
      regions: [],
      permissions: [],
      missingActions: [],
      policy: null,
    },
    fullPolicy: policyView(full),
  }
}

function accessView(report: AccessReport, full: Policy, { redact }: ApiDependencies): api.AccessCheck {
  const { identity, credentialsError, regions, permissions } = report
  const missing = permissions.filter(({ status }) => status === 'denied')
  const bad = permissions.filter(
    ({ status, optional }) => optional !== true && ['denied', 'failed'].includes(status),
  )
  const missingActions = missing.map(({ action }) => action)
  return {
    ok: credentialsError === null && bad.length === 0,
    problems: [],
    identity,
    credentialsError: credentialsError && { ...credentialsError, message: redact(credentialsError.message) },
    regions: [...regions],
    permissions: permissions.map(({ optional = false, message, ...permission }) => {
      return { ...permission, optional, message: message === null ? null : redact(message) }
    }),
    missingActions,
    policy: missing.length === 0 ? null : policyView(reduced(full, missingActions)),
    fullPolicy: policyView(full),
  }
}

/** Only what is missing: to be added to what the user or role has. */
function reduced({ Version, Statement }: Policy, actions: readonly string[]): Policy {
  const statements = Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => actions.includes(action)),
  }))
  return { Version, Statement: statements.filter(({ Action }) => Action.length > 0) }
}

function policyView({ Version, Statement }: Policy): api.IamPolicy {
  return { Version, Statement: Statement.map((statement) => ({ ...statement })) }
}
