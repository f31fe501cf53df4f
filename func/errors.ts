/**
 * Every error that a user can meet: code, what it means, what to do. `docs/reference/errors.md` is generated
 * from this table. A code is never reused.
 */
interface ErrorEntry {
  readonly meaning: string
  readonly todo: string
}

export const ERRORS = {
  FUNC_ERR_USAGE: {
    meaning: 'The command line is wrong',
    todo: 'Correct the command as the message says; --help shows its options',
  },
  FUNC_ERR_CANCELLED: {
    meaning: 'Somebody ended a command at one of its questions, or before it was done',
    todo: 'Nothing; call the command again when you like',
  },
  FUNC_ERR_SETTINGS_INVALID: {
    meaning: 'A setting in the environment or in funcbox.json is wrong',
    todo: 'Correct the named setting; docs/reference/settings.md lists them all',
  },
  FUNC_ERR_SECRET_MISSING: {
    meaning: 'The startup script asks for a secret that is not stored for its trigger',
    todo: 'Deploy again with this secret, or correct the name in the startup script',
  },
  FUNC_ERR_SERVE_RUNNING: {
    meaning: 'Another process serves this home already',
    todo: 'Use that server, or end it first; a dead one is noticed after at most 30 seconds',
  },
  FUNC_ERR_STARTUP_LOAD: {
    meaning: 'A startup script, or a file that it imports, cannot be loaded',
    todo: 'Correct the file at the place that the message names, then run funcbox doctor',
  },
  FUNC_ERR_TASK_EXITED: {
    meaning: 'The script ended its worker, for instance by process.exit',
    todo: 'Let the script return or throw instead',
  },
  FUNC_ERR_TASK_FAILED: {
    meaning: 'The script threw an error without a code of its own',
    todo: 'Read the task log; the message is that of the script',
  },
  FUNC_ERR_TASK_OVER: {
    meaning: 'A task went on after its end: its trigger was removed, or its process was taken for dead',
    todo: 'Nothing: its progress is not kept, and the next run reads again what it read',
  },
  FUNC_ERR_TASK_LOST: {
    meaning: 'The process that ran the task died',
    todo: 'Nothing: it is run again, or the next run catches up; a backfill that is lost twice in a row is to be asked for again, and goes on where it was',
  },
  FUNC_ERR_TASK_OUT_OF_MEMORY: {
    meaning: 'The task needed more memory than a task may use',
    todo: 'Collect less at a time, or raise runner.memoryMb',
  },
  FUNC_ERR_TASK_SET_EDITED: {
    meaning: 'Installed files of the script set differ from what was installed, and strict digests are on',
    todo: 'Install or upgrade the set again, or turn runner.strictDigests off',
  },
  FUNC_ERR_TASK_STOPPED: {
    meaning: 'The task was stopped on request, or because its process was shut down',
    todo: 'Nothing: the next run goes on where the acknowledged points end',
  },
  FUNC_ERR_TASK_TIMEOUT: {
    meaning: 'The task took longer than the timeout of its trigger',
    todo: 'Raise timeoutSeconds of the trigger, or collect less at a time',
  },
  FUNC_ERR_TASK_UNITS_FAILED: {
    meaning: 'Some units of the run, such as regions, failed; the others finished',
    todo: 'See the failures of the task, each with its own code',
  },
  FUNC_ERR_TASK_UNKNOWN: {
    meaning: 'There is no task with this id',
    todo: 'List the tasks with funcbox tasks list; old ones are deleted by retention',
  },
  FUNC_ERR_TASK_ENDED: {
    meaning: 'A task that is to be stopped has ended already',
    todo: 'Nothing; funcbox tasks show says how it ended',
  },
  FUNC_ERR_SINK_CHECK_FAILED: {
    meaning: 'The receiver of a sink did not answer its check as wanted',
    todo: 'Do what the message says, or add the sink with --no-check when the receiver comes later',
  },
  FUNC_ERR_SINK_UNKNOWN: {
    meaning: 'There is no sink of this name',
    todo: 'See funcbox sinks list; funcbox sinks add makes one',
  },
  FUNC_ERR_INTERNAL: {
    meaning: 'funcbox itself failed in a way that it does not expect',
    todo: 'Run funcbox doctor; if the home is sound, report the message and the log',
  },

  FUNC_ERR_SINK_NONE: {
    meaning: 'No sink is configured, so points have nowhere to go',
    todo: 'Add one with funcbox sinks add; the type local keeps points in this home',
  },
  FUNC_ERR_SINK_TYPE_UNKNOWN: {
    meaning: 'There is no sink of this type',
    todo: 'Use one of the types that the message names',
  },
  FUNC_ERR_SINK_OPTIONS_INVALID: {
    meaning: 'An option of a sink is missing or wrong',
    todo: 'Correct the option that the message names; docs/reference/sinks.md lists them all',
  },
  FUNC_ERR_SINK_UNREACHABLE: {
    meaning: 'The receiver of points cannot be reached over the network',
    todo: 'Check that the receiver runs, its URL, and the way there: DNS, firewall, proxy, certificate',
  },
  FUNC_ERR_SINK_UNAVAILABLE: {
    meaning: 'The receiver of points answers, but was too busy or failing on every attempt',
    todo: 'Look at the load and the log of the receiver; what is missing is read again in the next run',
  },
  FUNC_ERR_SINK_UNAUTHORIZED: {
    meaning: 'The receiver of points does not know the token, user or password',
    todo: 'Give the sink the right secret with funcbox sinks add under the same name',
  },
  FUNC_ERR_SINK_FORBIDDEN: {
    meaning: 'The receiver of points does not let this token or user write, or a plan is used up',
    todo: 'Grant the right to write on the side of the receiver, or look at its plan and allow lists',
  },
  FUNC_ERR_SINK_NOT_FOUND: {
    meaning: 'The receiver of points has no such path, database, organisation or bucket',
    todo: 'Correct the URL or the named option of the sink, or create what is missing',
  },
  FUNC_ERR_SINK_ANSWER: {
    meaning:
      'What answers in place of the receiver of points is not it: a sign-in page, a proxy, another program',
    todo: "Correct the option 'url', or go around the proxy or sign-in page that the message names",
  },
  FUNC_ERR_SINK_REFUSED: {
    meaning: 'The receiver of points refuses their content, and more than a few of them',
    todo: 'Read the reason of the receiver in the message; often a field changed its type',
  },
  FUNC_ERR_SINK_FILE: {
    meaning: 'The file of a sink cannot be opened or written',
    todo: 'Check the path and the rights of the user that runs funcbox',
  },
  FUNC_ERR_SINK_DISK_FULL: {
    meaning: 'The disk that holds the file of a sink is full',
    todo: 'Free some space; what is missing is read again in the next run',
  },
  FUNC_ERR_SINK_CLOSED: {
    meaning: 'Points were written after the delivery of this run had been closed',
    todo: 'Await every write before the script returns',
  },
  FUNC_ERR_STATE_COMMIT: {
    meaning: 'The sinks have the points, but the state of the run could not be stored',
    todo: 'Run funcbox doctor; the points are read and written again in the next run',
  },
  FUNC_ERR_AWS_ACCESS_DENIED: {
    meaning: 'The account lacks a permission, or a policy denies it',
    todo: 'Add the named action to the policy of the user or role; funcbox policy prints what a script set needs',
  },
  FUNC_ERR_AWS_CREDENTIALS_INVALID: {
    meaning: 'There are no credentials, or AWS does not accept them',
    todo: 'Check access key and secret, profile or role; a clock that is off by minutes has the same effect',
  },
  FUNC_ERR_AWS_CREDENTIALS_EXPIRED: {
    meaning: 'Temporary credentials have expired',
    todo: 'Supply a new session token, sign in again, or use a role that can be renewed',
  },
  FUNC_ERR_AWS_THROTTLED: {
    meaning: 'AWS kept refusing calls because too many were made',
    todo: 'Wait for the next run, which reads what is missing; if it lasts, run less often or raise the quota',
  },
  FUNC_ERR_AWS_REGION_UNKNOWN: {
    meaning: 'A region does not exist',
    todo: 'Correct the region id, e.g. us-east-1',
  },
  FUNC_ERR_AWS_REGION_DISABLED: {
    meaning: 'The account has not switched this region on',
    todo: 'Enable the region in the account, or take it out of the configuration; wrong keys look the same there',
  },
  FUNC_ERR_AWS_UNREACHABLE: {
    meaning: 'AWS, or the endpoint in its place, cannot be reached or does not answer in time',
    todo: 'Check network, proxy, name resolution and the endpoint setting',
  },
  FUNC_ERR_AWS_SERVICE_ERROR: {
    meaning: 'AWS failed on its side',
    todo: 'Wait for the next run, which reads what is missing; look at the AWS health dashboard if it lasts',
  },
  FUNC_ERR_AWS_ANSWER_INVALID: {
    meaning:
      'AWS, or something in its place, answered without what belongs to the answer, or with a page that never ends',
    todo: 'Wait for the next run, which asks again; if it lasts, check the endpoint, and what lies between this machine and AWS',
  },
  FUNC_ERR_AWS_NOT_FOUND: {
    meaning: 'AWS knows no such resource',
    todo: 'Check the name and the region',
  },
  FUNC_ERR_AWS_UNSUPPORTED: {
    meaning: 'AWS does not do this with a resource of this kind',
    todo: 'Read what the message says of the resource: events of a log group, for one, can be read in the Standard class alone',
  },
  FUNC_ERR_AWS_KEY_UNUSABLE: {
    meaning: 'AWS cannot use the KMS key with which a resource is encrypted',
    todo: 'Enable or restore the KMS key of the resource, or give the resource another one',
  },
  FUNC_ERR_AWS_REQUEST_INVALID: {
    meaning: 'AWS calls a request wrong',
    todo: 'Check the configuration named in the message, e.g. statistics and period',
  },
  FUNC_ERR_COLLECT_UNITS_FAILED: {
    meaning: 'Some units of a collection failed; the others are done',
    todo: 'Look at each failed unit; what is missing is read again by the next run',
  },
  FUNC_ERR_COLLECT_PARTIAL_DATA: {
    meaning: 'CloudWatch kept answering with a part of the values only',
    todo: 'Wait for the next run, which reads the same window again',
  },
  FUNC_ERR_COLLECT_FORBIDDEN: {
    meaning: 'CloudWatch refuses some metrics of an otherwise good request',
    todo: 'Check the permissions for cloudwatch:GetMetricData, also those of linked accounts',
  },
  FUNC_ERR_COLLECT_TAGS_UNKNOWN: {
    meaning: 'Functions are chosen by resource tags, but the tags cannot be read',
    todo: 'Allow tag:GetResources, or take the tags out of the filter',
  },
  FUNC_ERR_COLLECT_CONFIG_INVALID: {
    meaning: 'A setting of the collection is wrong',
    todo: 'Correct the value named in the message',
  },
  FUNC_ERR_SECRET_AMBIGUOUS: {
    meaning: 'Several owners have a secret of this name',
    todo: 'Name the owner, or give the secrets different names',
  },
  FUNC_ERR_SECRET_KEY_INVALID: {
    meaning: 'The key of the secrets is not 32 bytes in base64 or hex',
    todo: 'Give a key as made by: openssl rand -base64 32',
  },
  FUNC_ERR_SECRET_KEY_PERMISSIONS: {
    meaning: 'The file with the key of the secrets can be read by others',
    todo: 'Run chmod 600 on the file that the message names',
  },
  FUNC_ERR_SECRET_KEY_UNREADABLE: {
    meaning: 'The file with the key of the secrets cannot be read or created',
    todo: 'Give this user the right to read and write the home folder',
  },
  FUNC_ERR_SECRET_UNREADABLE: {
    meaning: 'A stored secret cannot be decrypted: it was stored with another key, or it was changed',
    todo: 'Bring back the key it was stored with (secret.key of the home, or the environment), or deploy again',
  },
  FUNC_ERR_STORE_BUSY: {
    meaning: 'The database stayed locked by another process for too long',
    todo: 'Look for a process that hangs on this home, end it and try again',
  },
  FUNC_ERR_STORE_CANNOT_OPEN: {
    meaning: 'The database file cannot be opened or created',
    todo: 'Give this user the right to read and write the home folder; it must be on a local disk',
  },
  FUNC_ERR_STORE_CORRUPT: {
    meaning: 'The database file is damaged or is no database',
    todo: 'Restore the file from a backup; points.db alone may be deleted, only history is lost with it',
  },
  FUNC_ERR_STORE_DISK_FULL: {
    meaning: 'The disk, or the quota, that holds the home is full',
    todo: 'Free space, or shorten the retention of points; nothing was half written',
  },
  FUNC_ERR_STORE_IO: {
    meaning: 'The disk reported an error while the database read or wrote',
    todo: 'Check the disk and its mount, then run funcbox doctor',
  },
  FUNC_ERR_STORE_MIGRATION: {
    meaning: 'The database could not be brought to the version of this program; it was left as it was',
    todo: 'Remove the cause that the message names and start again',
  },
  FUNC_ERR_STORE_NEWER: {
    meaning: 'The database was written by a newer version of funcbox',
    todo: 'Use that version or a newer one, or restore a backup from before the upgrade',
  },
  FUNC_ERR_STORE_POINT_INVALID: {
    meaning: 'A point has no valid timestamp',
    todo: 'Give milliseconds since the epoch; the message names the measurement',
  },
  FUNC_ERR_STORE_PROCESS_UNKNOWN: {
    meaning: 'A process asked for the serve place of a home without being registered there',
    todo: 'Start it again; its record was removed as that of a dead process',
  },
  FUNC_ERR_STORE_QUERY_INVALID: {
    meaning: 'A query of stored points or objects makes no sense, or asks for more than is given at once',
    todo: 'Correct the part of the query that the message names',
  },
  FUNC_ERR_STORE_READ_ONLY: {
    meaning: 'The database cannot be written',
    todo: 'Give this user the right to write the file and its folder, and see that the disk is not read-only',
  },
  FUNC_ERR_TASK_SKIPPED_RUNNING: {
    meaning: 'The previous run of the trigger was still going, so this one was skipped',
    todo: 'Follow the running one with funcbox tasks log ID -f; if it happens often, run less often',
  },
  FUNC_ERR_TRIGGER_UNKNOWN: {
    meaning: 'There is no trigger of this name',
    todo: 'List the names with funcbox triggers list',
  },

  // Market: manifests, sources, install
  FUNC_ERR_MARKET_MANIFEST_INVALID: {
    meaning: 'The manifest of a script set breaks the rules of manifests/schema/manifest.schema.json',
    todo: 'Correct the manifest at the named places, or ask the author of the script set to',
  },
  FUNC_ERR_MARKET_DASHBOARD_INVALID: {
    meaning: 'A dashboard of a script set breaks the rules of manifests/schema/dashboard.schema.json',
    todo: 'Correct the dashboard at the named places, or ask the author of the script set to',
  },
  FUNC_ERR_MARKET_SOURCE_INVALID: {
    meaning: 'A market source cannot be read',
    todo: 'Check that the folder of the source exists and holds manifests and scripts',
  },
  FUNC_ERR_MARKET_SET_UNKNOWN: {
    meaning: 'No market source offers the script set, or not in the wanted version',
    todo: 'See what there is with funcbox market list',
  },
  FUNC_ERR_MARKET_DIGEST_MISMATCH: {
    meaning: 'A file of a script set is not the one that its manifest names',
    todo: 'Fetch the source again; for a set of your own, run npm run gen after editing',
  },
  FUNC_ERR_MARKET_REQUIREMENT_UNMET: {
    meaning: 'A script set needs another one that is missing or has the wrong version',
    todo: 'Install or upgrade the named sets so that their version ranges agree',
  },
  FUNC_ERR_MARKET_ENGINE_UNMET: {
    meaning: 'The script set needs another version of funcbox',
    todo: 'Upgrade funcbox, or install a version of the set that this funcbox can run',
  },
  FUNC_ERR_MARKET_NOT_INSTALLED: {
    meaning: 'The script set is not installed in this home',
    todo: 'Install it with funcbox install',
  },
  FUNC_ERR_MARKET_EDITED: {
    meaning: 'Installed files were edited by hand and would be overwritten',
    todo: 'Repeat with --force: edited files are then kept beside the new ones',
  },
  FUNC_ERR_MARKET_IN_USE: {
    meaning: 'The script set is used by a trigger or required by another set',
    todo: 'Remove the named triggers and sets first, or ask for them to be removed with it',
  },
  FUNC_ERR_MARKET_BUSY: {
    meaning: 'Another process is changing the script sets or startup scripts of this home',
    todo: 'Wait until it has finished and repeat',
  },

  // Deploy: parameters, startup scripts, schedules
  FUNC_ERR_CONFIG_INVALID: {
    meaning: 'The config of a startup script does not fit its script set',
    todo: 'Correct the named keys in the startup script',
  },
  FUNC_ERR_PARAMETER_INVALID: {
    meaning: 'A parameter given to deploy is wrong or missing',
    todo: 'Correct the named parameters; funcbox market show lists them',
  },
  FUNC_ERR_CRON_INVALID: {
    meaning: 'A cron expression or time zone is wrong',
    todo: 'Give five fields (or six with seconds in front) and an IANA time zone such as Europe/Berlin',
  },
  FUNC_ERR_DEPLOY_NAME_INVALID: {
    meaning: 'The name of a startup script cannot be used',
    todo: 'Choose at most 40 lower-case letters, digits and single hyphens, beginning with a letter',
  },
  FUNC_ERR_DEPLOY_NAME_TAKEN: {
    meaning: 'The name belongs to a startup script of another script set or to a file of yours',
    todo: 'Choose another name, or remove the startup script of that name first',
  },
  FUNC_ERR_DEPLOY_NOT_DEPLOYABLE: {
    meaning: 'The script set is only used by other sets and cannot be deployed by itself',
    todo: 'Deploy one of the sets that require it',
  },
  FUNC_ERR_DEPLOY_VERIFY_FAILED: {
    meaning: 'The new startup script does not load, or its config is refused, so nothing was changed',
    todo: 'Correct the parameters as the message says and deploy again',
  },
  FUNC_ERR_DEPLOY_UNKNOWN: {
    meaning: 'There is no startup script of this name',
    todo: 'See the names with funcbox triggers list',
  },

  // Plan: what a trigger will cost
  FUNC_ERR_PLAN_OVER_BUDGET: {
    meaning: 'A trigger will cost more than the budget given to funcbox plan',
    todo: 'Use one of the levers that the plan names, or raise --budget',
  },
  FUNC_ERR_PLAN_CALL_UNKNOWN: {
    meaning: 'A script set makes a call to AWS that can be neither rehearsed nor sent by a plan',
    todo: 'Run the trigger once instead: funcbox tasks show says what it used',
  },

  // HTTP: requests, people, access keys
  FUNC_ERR_HTTP_REQUEST_INVALID: {
    meaning: 'A request to the API does not have the form that it should have',
    todo: 'Correct the named places; docs/reference/openapi.json describes every operation',
  },
  FUNC_ERR_HTTP_UNAUTHENTICATED: {
    meaning: 'A request to the API carries no session or access key that is good',
    todo: 'Sign in again, or send Authorization: Bearer with an access key that has not expired',
  },
  FUNC_ERR_HTTP_FORBIDDEN: {
    meaning: 'The role of this user or access key may not do that',
    todo: 'Ask an admin to do it, or to give you the role that the message names',
  },
  FUNC_ERR_HTTP_CSRF: {
    meaning: 'A request that changes something does not prove that it comes from the console',
    todo: 'Send the csrfToken of GET /api/session as x-csrf-token; reload the page in a browser',
  },
  FUNC_ERR_HTTP_NOT_FOUND: {
    meaning: 'There is nothing under this address',
    todo: 'Compare the path with docs/reference/openapi.json',
  },
  FUNC_ERR_HTTP_METHOD: {
    meaning: 'The address exists, but not with this method',
    todo: 'Use one of the methods that the allow header names',
  },
  FUNC_ERR_HTTP_HOST: {
    meaning: 'A request names a host that this server does not answer for, as an attack by DNS would',
    todo: 'Use the address that the server printed, or add the name to http.hosts',
  },
  FUNC_ERR_HTTP_TOO_LARGE: {
    meaning: 'The body or a header of a request is larger than the API takes',
    todo: 'Send less at a time',
  },
  FUNC_ERR_HTTP_CONTENT_TYPE: {
    meaning: 'The body of a request is not JSON',
    todo: 'Send it with content-type: application/json',
  },
  FUNC_ERR_HTTP_BUSY: {
    meaning: 'Too many such requests are being answered at the moment',
    todo: 'Wait a moment and ask again',
  },
  FUNC_ERR_HTTP_ETAG_MISSING: {
    meaning: 'An edit does not name the state it was made of',
    todo: 'Send the etag of what was read as if-match',
  },
  FUNC_ERR_HTTP_ETAG_MISMATCH: {
    meaning: 'Somebody else has changed it since it was read',
    todo: 'Read it again, look at what changed, and repeat the edit',
  },
  FUNC_ERR_HTTP_IDEMPOTENCY_KEY: {
    meaning: 'An idempotency key was used for another request, or its request is still running',
    todo: 'Wait for the first request, or use a fresh key for another one',
  },
  FUNC_ERR_HTTP_SIGN_IN: {
    meaning: 'Name or password is wrong, or the user may not sign in',
    todo: 'Try again, or ask an admin for a new password',
  },
  FUNC_ERR_HTTP_SIGN_IN_RATE: {
    meaning: 'Too many attempts to sign in failed',
    todo: 'Wait as long as retry-after says',
  },
  FUNC_ERR_HTTP_SETUP: {
    meaning: 'The set-up link is wrong or has been used',
    todo: 'Use the link that the server printed last; if a user exists, sign in',
  },
  FUNC_ERR_HTTP_LISTEN: {
    meaning: 'The server cannot listen on its address and port',
    todo: 'End the program that uses the port, or choose another with --port',
  },
  FUNC_ERR_HTTP_EXPOSED: {
    meaning: 'The server would be reachable from other machines without TLS',
    todo: 'Give --tls-cert and --tls-key, or --insecure if something in front of it does TLS',
  },
  FUNC_ERR_AUDIT_FAILED: {
    meaning: 'A change was made, but its entry in the audit could not be written',
    todo: 'Do not repeat the change: see whether disk and home are sound with funcbox doctor',
  },
  FUNC_ERR_USER_UNKNOWN: {
    meaning: 'There is no user of this name',
    todo: 'See the users in the console or GET /api/users',
  },
  FUNC_ERR_USER_TAKEN: {
    meaning: 'There is a user of this name already',
    todo: 'Choose another name',
  },
  FUNC_ERR_USER_LAST_ADMIN: {
    meaning: 'Nobody would be left who may manage users',
    todo: 'Make another user admin first',
  },
  FUNC_ERR_ACCESS_KEY_UNKNOWN: {
    meaning: 'There is no access key of this id',
    todo: 'See the keys in the console or GET /api/access-keys',
  },
  FUNC_ERR_SECRET_UNKNOWN: {
    meaning: 'There is no secret of this name for this owner',
    todo: 'See GET /api/secrets',
  },
  FUNC_ERR_SECRET_OWNER_UNKNOWN: {
    meaning: 'A secret is to be stored for a startup script or sink that is not there',
    todo: 'Deploy the startup script or add the sink first',
  },
  FUNC_ERR_OBJECT_UNKNOWN: {
    meaning: 'The local store has no object of this id',
    todo: 'Look for the object again; its id changes when it was deleted and written anew',
  },
  FUNC_ERR_DASHBOARD_UNKNOWN: {
    meaning: 'No installed script set has this dashboard',
    todo: 'See GET /api/dashboards; install or upgrade the script set',
  },
  FUNC_ERR_FILE_UNKNOWN: {
    meaning: 'The script set has no such file, or it is no text',
    todo: 'See the list of its files',
  },
  FUNC_ERR_SINK_TAKEN: {
    meaning: 'There is a sink of this name already',
    todo: 'Change that one, or choose another name',
  },

  FUNC_ERR_SIMULATOR_LISTEN: {
    meaning: 'The simulated AWS account cannot listen on its port',
    todo: 'Choose another port, or --port 0 to take any free one',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERRORS

export interface FuncErrorOptions {
  readonly cause?: unknown
  /** Replaces the table's advice where the place that throws knows better. */
  readonly todo?: string
  /** Facts for programs, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** An error with a code of the table. Its message says action, value and wanted state. */
export class FuncError extends Error {
  override readonly name = 'FuncError'
  readonly code: ErrorCode
  readonly todo: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: FuncErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.todo = options.todo ?? ERRORS[code].todo
    this.details = options.details ?? {}
  }
}

/** Whether an error carries the given code; works across threads and for errors that scripts pass on. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return codeOf(error) === code
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
