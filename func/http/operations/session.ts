import { object, optionals, ref, text } from '../schema.ts'
import { PASSWORD, USER_NAME } from '../schemas/access.ts'
import type { Operations } from './operation.ts'

/** A password that is given to be compared: nothing is said about what a right one looks like. */
const given = text(undefined, 200)

export const SESSION_OPERATIONS = {
  getHealth: {
    ...{ method: 'GET', path: '/api/health', role: 'public' },
    summary: 'Whether the server answers',
    answer: ref('Done'),
  },
  getOpenApi: {
    ...{ method: 'GET', path: '/api/openapi.json', role: 'public' },
    summary: 'This document',
    answer: { type: 'object', additionalProperties: true },
  },
  getSession: {
    ...{ method: 'GET', path: '/api/session', role: 'public' },
    summary: 'Who is signed in, and whether the first user is still to be made',
    answer: ref('Session'),
  },
  signIn: {
    ...{ method: 'POST', path: '/api/session', role: 'public' },
    summary: 'Sign in; sets the session cookie',
    body: object({ name: text(undefined, 100), password: given }),
    answer: ref('Session'),
  },
  signOut: {
    ...{ method: 'DELETE', path: '/api/session', role: 'viewer' },
    summary: 'End this session',
    answer: ref('Done'),
  },
  setUp: {
    ...{ method: 'POST', path: '/api/setup', role: 'public' },
    summary: 'Make the first user, an admin, with the token of the set-up link, and sign in',
    body: object({
      token: text('What follows # in the set-up link', 200),
      name: USER_NAME,
      password: PASSWORD,
    }),
    answer: ref('Session'),
    status: 201,
  },
  changePassword: {
    ...{ method: 'PUT', path: '/api/session/password', role: 'viewer' },
    summary: 'Change your own password; your other sessions end',
    body: object({ current: given, next: PASSWORD }),
    answer: ref('Done'),
  },
  getOverview: {
    ...{ method: 'GET', path: '/api/overview', role: 'viewer' },
    summary: 'Health at a glance',
    answer: ref('Overview'),
  },
  streamEvents: {
    ...{ method: 'GET', path: '/api/events', role: 'viewer' },
    summary:
      'Server-sent events: `changed` with {"topics":["tasks","triggers",…]} whenever something of a topic changed',
    query: optionals({}),
  },
} as const satisfies Operations
