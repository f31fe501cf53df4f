import { SET_STATES } from '../../model/outcomes.ts'
import { list, object, optionals, paging, ref, SET_ID, text, time } from '../schema.ts'
import type { Operations } from './operation.ts'

const params = { set: SET_ID }
const flag = { type: 'boolean', default: false } as const

const installOptions = optionals({
  version: text('Semver range; the newest when left out', 100),
  source: text('Only from this market source', 500),
  force: { type: 'boolean', description: 'Go on where edited files are replaced: they are kept beside' },
})

export const MARKET_OPERATIONS = {
  listMarketSources: {
    ...{ method: 'GET', path: '/api/market-sources', role: 'viewer' },
    summary: 'Places that offer script sets',
    answer: object({ items: list(ref('MarketSource')) }),
  },
  listScriptSets: {
    ...{ method: 'GET', path: '/api/script-sets', role: 'viewer' },
    summary: 'Script Market: every set on offer or installed',
    query: optionals({
      search: text('Words in id, title, description or category', 200),
      category: text(undefined, 60),
      state: { type: 'string', enum: SET_STATES },
    }),
    answer: ref('ScriptSets'),
  },
  getScriptSet: {
    ...{ method: 'GET', path: '/api/script-sets/{set}', role: 'viewer' },
    summary: 'Manifest, README, changelog and permissions of a set',
    params,
    answer: ref('ScriptSetDetails'),
  },
  planInstall: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/plan', role: 'viewer', reads: true },
    summary: 'What installing or upgrading would change',
    params,
    body: installOptions,
    answer: ref('InstallPlan'),
  },
  installScriptSet: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/install', role: 'operator' },
    summary: 'Install a set and what it requires; none of its code runs',
    params,
    body: installOptions,
    answer: ref('InstallResult'),
  },
  upgradeScriptSet: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/upgrade', role: 'operator' },
    summary: 'Upgrade an installed set to the newest version that a source offers',
    params,
    body: installOptions,
    answer: ref('InstallResult'),
  },
  uninstallScriptSet: {
    ...{ method: 'DELETE', path: '/api/script-sets/{set}', role: 'operator' },
    summary: 'Remove an installed set',
    params,
    query: optionals({ withTriggers: flag, withDependents: flag, force: flag }),
    answer: ref('UninstallResult'),
  },
  getPolicy: {
    ...{ method: 'GET', path: '/api/script-sets/{set}/policy', role: 'viewer' },
    summary: 'The IAM policy that a set needs',
    params,
    query: optionals({ role: list(text('ARN of a role that it is to assume', 300), 20) }),
    answer: ref('IamPolicy'),
  },
  listScriptSetFiles: {
    ...{ method: 'GET', path: '/api/script-sets/{set}/files', role: 'viewer' },
    summary: 'Installed files, and which were edited',
    params,
    answer: ref('SetFiles'),
  },
  getScriptSetFile: {
    ...{ method: 'GET', path: '/api/script-sets/{set}/file', role: 'viewer' },
    summary: 'Text of one installed file',
    params,
    query: object({ path: text('As in the list of files', 300) }),
    answer: ref('FileText'),
  },
  listAudit: {
    ...{ method: 'GET', path: '/api/audit', role: 'admin' },
    summary: 'Every change, newest first',
    query: optionals({
      actor: text(undefined, 100),
      action: text('Exact, or the part before the dot', 100),
      target: text('Exact, or the part before the slash', 200),
      since: time,
      ...paging(50, 500),
    }),
    answer: ref('AuditPage'),
  },
} as const satisfies Operations
