import { HOUR_SECONDS } from '../../time.ts'
import { NAME, nullable, object, optionals, ref, SET_ID, text, time } from '../schema.ts'
import { NEXT_COUNT, PARAMETERS, SCHEDULE } from '../schemas/deploy.ts'
import type { Operations } from './operation.ts'

const params = { name: NAME }

export const DEPLOY_OPERATIONS = {
  testDeploy: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/test', role: 'operator', reads: true },
    summary: 'Check keys and every permission with these parameters; nothing is saved',
    params: { set: SET_ID },
    body: object(
      { name: text('Of a startup script whose stored secrets are used', 100), parameters: PARAMETERS },
      ['name'],
    ),
    answer: ref('AccessCheck'),
  },
  previewDeploy: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/preview', role: 'operator', reads: true },
    summary: 'The startup script that these parameters make; nothing is saved',
    params: { set: SET_ID },
    body: ref('DeployRequest'),
    answer: ref('DeployPreview'),
  },
  deployScriptSet: {
    ...{ method: 'POST', path: '/api/script-sets/{set}/deploy', role: 'operator', idempotent: true },
    summary: 'Deploy Startup Script: write it, store its secrets, make its trigger',
    params: { set: SET_ID },
    body: ref('DeployRequest'),
    answer: ref('DeployResult'),
    status: 201,
  },
  listStartupScripts: {
    ...{ method: 'GET', path: '/api/startup-scripts', role: 'viewer' },
    summary: 'Files of the startup folder',
    answer: ref('StartupScripts'),
  },
  getStartupScript: {
    ...{ method: 'GET', path: '/api/startup-scripts/{name}', role: 'operator', etag: 'gives' },
    summary: 'Text of a startup script, and what its parameters would make now',
    params,
    answer: ref('StartupScriptText'),
  },
  saveStartupScript: {
    ...{ method: 'PUT', path: '/api/startup-scripts/{name}', role: 'operator', etag: 'wants' },
    summary: 'Save an edited startup script, after it was loaded in a worker and its config was checked',
    params,
    body: ref('StartupScriptEdit'),
    bodyLimit: 512 * 1024,
    answer: ref('StartupScriptText'),
  },
  checkStartupScript: {
    ...{ method: 'POST', path: '/api/startup-scripts/{name}/check', role: 'operator', reads: true },
    summary: 'Check keys and permissions of a deployed startup script',
    params,
    answer: ref('AccessCheck'),
  },
  removeStartupScript: {
    ...{ method: 'DELETE', path: '/api/startup-scripts/{name}', role: 'operator' },
    summary: 'Remove a startup script with its trigger, secrets and state; task records stay',
    params,
    answer: object({ done: { type: 'boolean', const: true }, keptAs: nullable(text()) }),
  },
  listTriggers: {
    ...{ method: 'GET', path: '/api/triggers', role: 'viewer' },
    summary: 'Every trigger with its schedule, next runs and last run',
    answer: ref('Triggers'),
  },
  getTrigger: {
    ...{ method: 'GET', path: '/api/triggers/{name}', role: 'viewer', etag: 'gives' },
    summary: 'One trigger',
    params,
    answer: ref('Trigger'),
  },
  changeTrigger: {
    ...{ method: 'PATCH', path: '/api/triggers/{name}', role: 'operator', etag: 'wants' },
    summary: 'Automatic Trigger Configuration: schedule, pause, enable',
    params,
    body: optionals({ ...SCHEDULE, pausedUntil: nullable(time) }),
    answer: ref('Trigger'),
  },
  executeTrigger: {
    ...{ method: 'POST', path: '/api/triggers/{name}/execute', role: 'operator', idempotent: true },
    summary: 'Run it now; follow the task that is answered',
    params,
    body: ref('ExecuteRequest'),
    answer: ref('Task'),
    status: 202,
  },
  previewSchedule: {
    ...{ method: 'GET', path: '/api/schedule', role: 'viewer' },
    summary: 'The next runs of a schedule, or why it cannot be used',
    query: object(
      {
        cron: text(undefined, 200),
        timezone: { ...text(undefined, 100), default: 'UTC' },
        jitterSeconds: { type: 'number', minimum: 0, maximum: HOUR_SECONDS, default: 0 },
        name: { ...text('Of the trigger: decides where in the jitter it runs', 100), default: '' },
        count: NEXT_COUNT,
      },
      ['timezone', 'jitterSeconds', 'name', 'count'],
    ),
    answer: ref('SchedulePreview'),
  },
} as const satisfies Operations
