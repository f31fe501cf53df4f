/** From parameters to startup scripts with their triggers. */
import { DEPLOY_OUTCOMES, PERMISSION_STATUSES } from '../../model/outcomes.ts'
import { TRIGGER_STATES } from '../../model/trigger.ts'
import { DAY_SECONDS, HOUR_SECONDS } from '../../time.ts'
import {
  anyObject,
  boolean,
  described,
  integer,
  json,
  list,
  nullable,
  number,
  object,
  oneOf,
  ref,
  type Schema,
  string,
  text,
  time,
  whole,
} from '../schema.ts'

/** What a schedule may be changed to; checked in full where it is used. */
export const SCHEDULE = {
  title: { ...text('What people see', 200), minLength: 1 },
  cron: { ...text('Five fields, or six with seconds in front', 200), minLength: 1 },
  timezone: { ...text('IANA name, e.g. Europe/Berlin', 100), minLength: 1 },
  timeoutSeconds: { type: 'number', minimum: 1, maximum: DAY_SECONDS },
  jitterSeconds: { type: 'number', minimum: 0, maximum: HOUR_SECONDS },
  enabled: { type: 'boolean' },
} as const

export const PARAMETERS: Schema = {
  type: 'object',
  additionalProperties: true,
  maxProperties: 200,
  description: 'Values of the deploy form; a secret left out keeps its stored value, null removes it',
}

const trigger = {
  name: string,
  title: string,
  scriptSet: string,
  cron: string,
  timezone: string,
  jitterSeconds: number,
  timeoutSeconds: number,
  enabled: boolean,
  pausedUntil: nullable(time),
  state: oneOf(TRIGGER_STATES),
  next: described(list(time), 'The next five runs; empty while disabled'),
  parameters: described(json, 'The deploy form as it was filled in, without secrets'),
  generatedVersion: described(string, 'Version of the script set that rendered the startup script'),
  createdAt: time,
  updatedAt: time,
  lastTask: nullable(ref('Task')),
  running: described(nullable(string), 'Id of its waiting or running task'),
}

export const DEPLOY_SCHEMAS: Readonly<Record<string, Schema>> = {
  Trigger: object(trigger),
  Triggers: object({ items: list(ref('Trigger')) }),
  SchedulePreview: object({
    problem: described(nullable(string), 'Why the schedule cannot be used'),
    next: list(time),
  }),
  DeployRequest: object(
    {
      name: {
        type: 'string',
        minLength: 1,
        maxLength: 100,
        description: 'Name of startup script and trigger',
      },
      parameters: PARAMETERS,
      ...SCHEDULE,
      force: { type: 'boolean', description: 'Replace a startup script that was edited; it is kept beside' },
    },
    [...Object.keys(SCHEDULE), 'force'],
  ),
  DeployResult: object({
    outcome: oneOf(
      DEPLOY_OUTCOMES,
      '`conflict`: the startup script was edited by hand, so nothing was changed; see `newFile` and `diff`',
    ),
    name: string,
    file: string,
    trigger: nullable(ref('Trigger')),
    newFile: nullable(string),
    oldFile: nullable(string),
    diff: nullable(string),
  }),
  DeployPreview: object({
    name: string,
    text: described(string, 'The startup script as it would be written'),
    current: described(nullable(string), 'The startup script that is there now'),
    edited: described(boolean, 'The present one was edited by hand'),
    diff: described(string, 'Unified diff from the present one; empty when equal or new'),
    next: list(time),
  }),
  PermissionCheck: object({
    action: string,
    feature: ref('LocalText'),
    lost: ref('LocalText'),
    optional: boolean,
    status: oneOf(
      PERMISSION_STATUSES,
      '`failed`: AWS did not answer as wanted; `unused`: this config does not need it; `unchecked`: no harmless call is known',
    ),
    message: nullable(string),
    region: described(nullable(string), 'Where it was asked'),
  }),
  AccessCheck: object({
    ok: described(boolean, 'Keys are good, and no right is missing that is not optional'),
    problems: described(
      list(ref('Problem')),
      'What is wrong with the parameters; nothing was asked of AWS then',
    ),
    identity: nullable(object({ account: string, arn: string })),
    credentialsError: nullable(object({ code: string, message: string, todo: string })),
    regions: described(
      list(object({ id: string, status: oneOf(['enabled', 'disabled', 'unknown']) })),
      'Of the account, for the picker; empty when they cannot be listed',
    ),
    permissions: list(ref('PermissionCheck')),
    missingActions: list(string),
    policy: described(nullable(ref('IamPolicy')), 'What to attach; null when nothing is missing'),
    fullPolicy: described(ref('IamPolicy'), 'All rights of the script set'),
  }),
  StartupScript: object({
    name: string,
    scriptSet: nullable(string),
    edited: described(boolean, 'Differs from what deploy wrote'),
    hasTrigger: boolean,
    waitingNew: described(boolean, 'A new version lies beside it as `<name>.new.ts`'),
    generatedVersion: nullable(string),
    bytes: integer,
    modifiedAt: time,
  }),
  StartupScripts: object({ items: list(ref('StartupScript')) }),
  StartupScriptText: object({
    name: string,
    scriptSet: string,
    text: string,
    edited: boolean,
    generated: described(
      nullable(string),
      'What the installed version of the set makes of the same parameters; null when it cannot be made',
    ),
    diff: described(nullable(string), 'Unified diff from the present text to the generated one'),
    config: described(nullable(anyObject), 'As `run` gets it, secrets masked; only in answer to a save'),
  }),
  StartupScriptEdit: object({ text: { type: 'string', maxLength: 200_000 } }),
  ExecuteRequest: object(
    {
      window: described(
        object({ from: time, to: time }),
        'Read this stretch of the past again, half-open; left out: a usual run',
      ),
    },
    ['window'],
  ),
}

export const NEXT_COUNT: Schema = { ...whole(1, 50), default: 5 }
