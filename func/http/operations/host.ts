import { list, nullable, object, optionals, ref, SINK_NAME, text, time } from '../schema.ts'
import { PASSWORD, USER_NAME } from '../schemas/access.ts'
import type { Operations } from './operation.ts'

const sink = { name: SINK_NAME }
const user = { name: USER_NAME }
const secret = {
  owner: { type: 'string', pattern: '^(sink:)?[a-z][a-z0-9-]{0,39}$' },
  name: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,127}$' },
}

export const HOST_OPERATIONS = {
  listSecrets: {
    ...{ method: 'GET', path: '/api/secrets', role: 'operator' },
    summary: 'Names of the stored secrets; their values never leave the server',
    answer: object({ items: list(ref('Secret')) }),
  },
  setSecret: {
    ...{ method: 'PUT', path: '/api/secrets/{owner}/{name}', role: 'operator' },
    summary: 'Store a secret of a startup script or a sink, or replace it',
    params: secret,
    body: object({ value: { type: 'string', minLength: 1, maxLength: 20_000 } }),
    answer: ref('Secret'),
  },
  removeSecret: {
    ...{ method: 'DELETE', path: '/api/secrets/{owner}/{name}', role: 'operator' },
    summary: 'Forget a secret',
    params: secret,
    answer: ref('Done'),
  },
  listSinkTypes: {
    ...{ method: 'GET', path: '/api/sink-types', role: 'viewer' },
    summary: 'Kinds of sinks, with the JSON Schema of their options',
    answer: ref('SinkTypes'),
  },
  listSinks: {
    ...{ method: 'GET', path: '/api/sinks', role: 'viewer' },
    summary: 'Where points go',
    answer: ref('Sinks'),
  },
  getSink: {
    ...{ method: 'GET', path: '/api/sinks/{name}', role: 'viewer', etag: 'gives' },
    summary: 'One sink',
    params: sink,
    answer: ref('Sink'),
  },
  createSink: {
    ...{ method: 'POST', path: '/api/sinks', role: 'operator' },
    summary: 'Add a sink; its receiver is asked before it is saved',
    body: object({ name: SINK_NAME, sink: ref('SinkRequest') }),
    answer: ref('Sink'),
    status: 201,
  },
  changeSink: {
    ...{ method: 'PUT', path: '/api/sinks/{name}', role: 'operator', etag: 'wants' },
    summary: 'Replace the options of a sink; a secret left out keeps its value',
    params: sink,
    body: ref('SinkRequest'),
    answer: ref('Sink'),
  },
  checkSink: {
    ...{ method: 'POST', path: '/api/sinks/{name}/check', role: 'operator', reads: true },
    summary: 'Ask the receiver of a sink',
    params: sink,
    answer: ref('SinkHealth'),
  },
  testSink: {
    ...{ method: 'POST', path: '/api/sinks/test', role: 'operator', reads: true },
    summary: 'Ask the receiver of a sink that is not saved',
    body: object({ name: SINK_NAME, sink: ref('SinkRequest') }),
    answer: ref('SinkHealth'),
  },
  removeSink: {
    ...{ method: 'DELETE', path: '/api/sinks/{name}', role: 'operator' },
    summary: 'Forget a sink with its secrets; what it received stays there',
    params: sink,
    answer: ref('Done'),
  },
  getSettings: {
    ...{ method: 'GET', path: '/api/settings', role: 'viewer' },
    summary: 'Settings in use, retention among them; they are changed in funcbox.json or the environment',
    answer: ref('Settings'),
  },
  listUsers: {
    ...{ method: 'GET', path: '/api/users', role: 'admin' },
    summary: 'People who may sign in',
    answer: object({ items: list(ref('User')) }),
  },
  getUser: {
    ...{ method: 'GET', path: '/api/users/{name}', role: 'admin', etag: 'gives' },
    summary: 'One user',
    params: user,
    answer: ref('User'),
  },
  createUser: {
    ...{ method: 'POST', path: '/api/users', role: 'admin' },
    summary: 'Make a user',
    body: object({ name: USER_NAME, role: ref('Role'), password: PASSWORD }),
    answer: ref('User'),
    status: 201,
  },
  changeUser: {
    ...{ method: 'PATCH', path: '/api/users/{name}', role: 'admin', etag: 'wants' },
    summary: 'Change role, password or whether a user may sign in; the sessions of the user end',
    params: user,
    body: optionals({ role: ref('Role'), disabled: { type: 'boolean' }, password: PASSWORD }),
    answer: ref('User'),
  },
  removeUser: {
    ...{ method: 'DELETE', path: '/api/users/{name}', role: 'admin' },
    summary: 'Remove a user with all sessions',
    params: user,
    answer: ref('Done'),
  },
  listAccessKeys: {
    ...{ method: 'GET', path: '/api/access-keys', role: 'admin' },
    summary: 'Keys of programs',
    answer: object({ items: list(ref('AccessKey')) }),
  },
  createAccessKey: {
    ...{ method: 'POST', path: '/api/access-keys', role: 'admin' },
    summary: 'Make an access key; its token is shown this once',
    body: object(
      {
        name: { ...text('What it is for', 100), minLength: 1 },
        role: ref('Role'),
        expiresAt: nullable(time),
      },
      ['expiresAt'],
    ),
    answer: ref('NewAccessKey'),
    status: 201,
  },
  removeAccessKey: {
    ...{ method: 'DELETE', path: '/api/access-keys/{id}', role: 'admin' },
    summary: 'Revoke an access key',
    params: { id: { type: 'string', pattern: '^[a-z0-9]{1,40}$' } },
    answer: ref('Done'),
  },
} as const satisfies Operations
