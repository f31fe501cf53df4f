import { AwsError } from './aws-error.ts'
import type { Path, Violation } from './read-input.ts'

/** What a service answers to an input that breaks its limits. */
export function invalidInput(service: string, violations: readonly [Violation, ...Violation[]]): AwsError {
  if (service === 'monitoring' && violations[0].isMissing) return missingParameter(violations[0].path)
  const message = messageOf(violations)
  if (service === 'logs' || service === 'tagging') return new AwsError('InvalidParameterException', message)
  if (service === 'sts' || service === 'iam') return new AwsError('ValidationError', message)
  if (service !== 'account')
    return new AwsError('ValidationException', message, { queryCode: 'ValidationError' })
  const fieldList = violations.map(({ path, constraint }) => ({ name: javaPath(path), message: constraint }))
  return new AwsError('ValidationException', message, {
    members: { reason: 'fieldValidationFailed', fieldList },
  })
}

function missingParameter(path: Path): AwsError {
  const name = path.map((part) => (typeof part === 'number' ? `member.${part}` : part)).join('.')
  const message = `The parameter ${name} is required.`
  return new AwsError('MissingRequiredParameterException', message, { queryCode: 'MissingParameter' })
}

function messageOf(violations: readonly Violation[]): string {
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  return `${count} detected: ${violations.map(violationText).join('; ')}`
}

function violationText({ path, value, constraint }: Violation): string {
  const said = value === null ? 'Value null' : `Value '${valueText(value)}'`
  return `${said} at '${javaPath(path)}' failed to satisfy constraint: ${constraint}`
}

/** Some services promise messages of 2048 characters at the most. */
const SHOWN_CHARACTERS = 1500

/** The services are written in Java, and show lists as it does. */
function valueText(value: unknown): string {
  const whole = Array.isArray(value) ? `[${value.map(valueText).join(', ')}]` : String(value)
  return whole.slice(0, SHOWN_CHARACTERS)
}

/** `tags.1.member.key` */
function javaPath(path: Path): string {
  const names = path.map((part) => (typeof part === 'number' ? `${part}.member` : lowerFirst(part)))
  return names.join('.')
}

function lowerFirst(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`
}

/** No error of AWS: a caller asks for something that only the simulator lacks, and must not get a wrong answer. */
export function notSimulated(action: string, unknown: readonly Path[]): AwsError {
  const names = unknown.map((path) => `'${path.join('.')}'`).join(', ')
  return new AwsError('NotSimulatedException', `The simulated account does not know ${names} of ${action}`)
}
