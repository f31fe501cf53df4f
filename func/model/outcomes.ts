/** What scripts, sets and rights turn out to be, in the words of the API and the command line. */

/** Of a deploy. `conflict`: the startup script was edited by hand, so nothing was changed. */
export const DEPLOY_OUTCOMES = ['created', 'updated', 'conflict'] as const
export type DeployOutcome = (typeof DEPLOY_OUTCOMES)[number]

/** Of a set in the market. `update`: a newer version is on offer. */
export const SET_STATES = ['available', 'installed', 'update', 'linked'] as const
export type SetState = (typeof SET_STATES)[number]

/** What installing does to a set. */
export const INSTALL_ACTIONS = [
  ...(['installed', 'upgraded', 'downgraded', 'reinstalled'] as const),
  ...(['unchanged', 'linked'] as const),
] as const
export type InstallAction = (typeof INSTALL_ACTIONS)[number]

/** Of a file between two versions of a set. */
export const FILE_CHANGES = ['added', 'changed', 'removed'] as const

/** Of an installed file. */
export const FILE_STATUSES = ['ok', 'edited', 'missing', 'extra'] as const
export type FileStatus = (typeof FILE_STATUSES)[number]

/** Of a right. `failed`: AWS did not answer as wanted; `unused`: the config does not need it; `unchecked`: no harmless call is known. */
export const PERMISSION_STATUSES = ['allowed', 'denied', 'failed', 'unused', 'unchecked'] as const
export type PermissionStatus = (typeof PERMISSION_STATUSES)[number]
