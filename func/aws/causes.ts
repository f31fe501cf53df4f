/** What AWS, or something on the way to it, refuses for reasons that need a remedy of their own. Pure. */
import type { ErrorCode } from '../errors.ts'

export interface SdkError {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $retryable?: { readonly throttling?: boolean }
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> }
}

interface Cause {
  readonly code: ErrorCode
  readonly todo: string
  readonly isMet: (error: Facts) => boolean
}

interface Facts {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number
  readonly contentType: string
}

const DENIED = 'FUNC_ERR_AWS_ACCESS_DENIED'
const UNREACHABLE = 'FUNC_ERR_AWS_UNREACHABLE'
const INVALID = 'FUNC_ERR_AWS_CREDENTIALS_INVALID'

const SET_CLOCK = "Set this machine's clock: AWS takes requests within five minutes of its own"

/** In words of AWS's refusals: "with an explicit deny in a …", "because no … allows the … action". */
const byPolicy = (kind: string, todo: string): Cause => {
  const words = new RegExp(`(explicit deny in an? |because no )${kind}`, 'i')
  return { code: DENIED, todo, isMet: ({ message }) => words.test(message) }
}
const named = (names: RegExp, code: ErrorCode, todo: string): Cause => ({
  ...{ code, todo },
  isMet: ({ name }) => names.test(name),
})
const said = (words: RegExp, code: ErrorCode, todo: string): Cause => ({
  ...{ code, todo },
  isMet: ({ name, message }) => words.test(`${name}: ${message}`),
})
const failed = (codes: RegExp, code: ErrorCode, todo: string): Cause => ({
  ...{ code, todo },
  isMet: ({ code: found, message }) => codes.test(found) || codes.test(message),
})

/** The first that is met counts. */
const CAUSES: readonly Cause[] = [
  byPolicy(
    'service control policy',
    "The organization forbids it: its administrators change the service control policy, or leave the region out; the role's own policy cannot allow it",
  ),
  byPolicy(
    'resource control policy',
    'The organization forbids it: its administrators change the resource control policy',
  ),
  byPolicy('permissions boundary', 'Allow the action in the permissions boundary of the user or role too'),
  byPolicy('session policy', 'Allow the action in the policy that is passed when the session begins'),
  byPolicy(
    'vpc endpoint policy',
    'Allow the action in the policy of the VPC endpoint that the call goes through',
  ),
  {
    code: DENIED,
    todo: 'Take the action out of the Deny statement in the policy of the user or role; an Allow cannot outweigh it',
    isMet: ({ message }) => /explicit deny in an identity-based policy/i.test(message),
  },
  said(
    /not authorized to perform:? sts:AssumeRole/i,
    DENIED,
    "Let the caller assume the role (sts:AssumeRole), and name the caller in the role's trust policy; the external id must be the one it asks for",
  ),
  said(
    /\bkms:[A-Z]\w+/,
    DENIED,
    'Allow the named kms action to the user or role, in its policy and in the policy of the key',
  ),
  named(
    /^KMSAccessDenied/,
    DENIED,
    'Allow kms:Decrypt to the user or role, in its policy and in the policy of the key',
  ),
  named(
    /^KMS/,
    'FUNC_ERR_AWS_KEY_UNUSABLE',
    'Enable or restore the KMS key of the resource, or give the resource another one',
  ),
  {
    code: 'FUNC_ERR_AWS_CREDENTIALS_EXPIRED',
    todo: 'Sign in again (aws sso login with the same profile); the next run takes the new session',
    isMet: ({ name, message }) =>
      /^(CredentialsProvider|TokenProvider)Error/.test(name) &&
      /(sso|token|session)/i.test(message) &&
      /(expired|invalid|refresh)/i.test(message),
  },
  said(
    /Could not load credentials from any providers/i,
    INVALID,
    'Give access key and secret, a profile or a role; or give this machine credentials of its own',
  ),
  {
    code: INVALID,
    todo: 'Check that the profile is in ~/.aws/config or ~/.aws/credentials of the user that funcbox runs as',
    isMet: ({ name, message }) => name === 'CredentialsProviderError' && /profile/i.test(message),
  },
  named(/^(RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/, INVALID, SET_CLOCK),
  said(/Signature (expired|not yet current)/i, INVALID, SET_CLOCK),
  {
    code: UNREACHABLE,
    todo: 'Give user and password in the URL of the proxy',
    isMet: ({ status, message }) => status === 407 || /\b407\b|Proxy Authentication Required/i.test(message),
  },
  {
    code: UNREACHABLE,
    todo: 'Something else than AWS answered with a web page: check the endpoint, and the proxy or sign-in page of the network',
    isMet: ({ name, message, contentType }) =>
      /^text\/html/i.test(contentType) ||
      /<(!doctype|html)/i.test(message) ||
      (/^SyntaxError/.test(name) && /token '?</.test(message)),
  },
  {
    code: UNREACHABLE,
    todo: 'Set endpoint to the address that it leads to, or leave it out for AWS itself',
    isMet: ({ status }) => status >= 300 && status < 400,
  },
  {
    code: UNREACHABLE,
    todo: 'What answers is no AWS endpoint of this service: correct endpoint, or leave it out for AWS itself',
    isMet: ({ status, name }) =>
      [405, 415].includes(status) || /^(UnknownOperation|UnsupportedMediaType|MethodNotAllowed)/.test(name),
  },
  failed(
    /ERR_TLS_CERT_ALTNAME/,
    UNREACHABLE,
    'The certificate is of another host: correct endpoint or proxy, and check what answers in its place',
  ),
  failed(
    /SELF_SIGNED|UNABLE_TO|CERT_|DEPTH_ZERO/,
    UNREACHABLE,
    'Name the authority that signed the certificate: AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS with a PEM file',
  ),
  failed(
    /ENOTFOUND|EAI_AGAIN/,
    UNREACHABLE,
    "Mend this machine's name resolution (DNS); behind a proxy set HTTPS_PROXY",
  ),
]

/** Undefined where code and advice follow from the name or status alone. */
export function causeOf(error: SdkError): Pick<Cause, 'code' | 'todo'> | undefined {
  const { name = '', code = '', message = '', $metadata, $response } = error
  const contentType = $response?.headers?.['content-type'] ?? ''
  const facts = { name, code, message, status: $metadata?.httpStatusCode ?? 0, contentType }
  return CAUSES.find(({ isMet }) => isMet(facts))
}
