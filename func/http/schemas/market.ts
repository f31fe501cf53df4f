/** Script sets: cards, details, and what installing one will change. */
import { FILE_CHANGES, FILE_STATUSES, INSTALL_ACTIONS, SET_STATES } from '../../model/outcomes.ts'
import {
  anyObject,
  boolean,
  described,
  list,
  nullable,
  object,
  oneOf,
  ref,
  type Schema,
  string,
  time,
} from '../schema.ts'

const card = {
  id: string,
  source: described(string, 'Name of the market source'),
  version: described(string, 'The version on offer; of a set that no source offers, the installed one'),
  title: ref('LocalText'),
  description: ref('LocalText'),
  category: string,
  icon: nullable(string),
  homepage: nullable(string),
  deployable: described(boolean, 'False for a set that only other sets use'),
  state: oneOf(SET_STATES, '`update`: a newer version is on offer'),
  installedVersion: nullable(string),
  installedAt: nullable(time),
  edited: described(list(string), 'Installed files that were edited by hand'),
  startupScripts: described(list(string), 'Names of the startup scripts made from it'),
}

export const MARKET_SCHEMAS: Readonly<Record<string, Schema>> = {
  MarketSource: object({
    name: string,
    location: described(string, '`builtin`, or the folder'),
    offers: { type: 'integer' },
    broken: list(object({ id: string, message: string })),
    problem: described(nullable(string), 'Why the source as a whole cannot be read'),
  }),
  ScriptSet: object(card),
  ScriptSets: object({
    items: list(ref('ScriptSet')),
    broken: described(
      list(object({ source: string, id: string, message: string })),
      'Offers whose manifest cannot be used',
    ),
    unreadable: described(
      list(object({ source: string, message: string })),
      'Sources that cannot be read as a whole; they hide no other',
    ),
  }),
  Permission: object(
    {
      action: string,
      feature: ref('LocalText'),
      lost: ref('LocalText'),
      optional: boolean,
      requiredBy: string,
    },
    ['requiredBy'],
  ),
  ScriptSetDetails: object({
    ...card,
    manifest: described(anyObject, 'manifests/schema/manifest.schema.json describes its parts'),
    permissions: described(list(ref('Permission')), 'Of the set and all that it requires'),
    readme: nullable(described(string, 'Markdown')),
    changelog: nullable(described(string, 'Markdown')),
  }),
  SetPlan: object({
    id: string,
    action: oneOf(INSTALL_ACTIONS),
    from: nullable(string),
    to: string,
    source: string,
    changes: described(string, 'Changelog between the two versions, Markdown'),
    files: list(object({ path: string, change: oneOf(FILE_CHANGES) })),
    edited: described(list(string), 'Files with edits of yours: `force` keeps them beside the new ones'),
  }),
  InstallPlan: object({
    sets: described(list(ref('SetPlan')), 'Required sets first'),
    addedPermissions: list(ref('Permission')),
    startupScripts: described(list(string), 'They run the new version from their next run on'),
  }),
  InstallResult: object({
    sets: list(
      object({
        id: string,
        action: string,
        from: nullable(string),
        to: string,
        source: string,
        changes: string,
        kept: described(list(string), 'Your edited files, by the name they have now'),
      }),
    ),
  }),
  UninstallResult: object({
    removed: list(string),
    removedTriggers: list(string),
    noLongerRequired: list(string),
  }),
  SetFile: object({ path: string, status: oneOf(FILE_STATUSES) }),
  SetFiles: object({ items: list(ref('SetFile')) }),
  FileText: object({ path: string, text: string }),
  IamPolicy: {
    type: 'object',
    additionalProperties: true,
    required: ['Version', 'Statement'],
    properties: { Version: string, Statement: list(anyObject) },
  },
}
