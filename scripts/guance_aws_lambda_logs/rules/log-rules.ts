/** Which events become logs, and what is hidden in them. Pure. */
import { anyGlob, hash32 } from '../../guance_integration_core/index.ts'
import type { Config } from '../config.gen.ts'
import { type Clock, safePattern } from './safe-pattern.ts'

export interface LogRules {
  /** Whether logs of this function are wanted. */
  wants(functionName: string): boolean
  judge(message: string): 'kept' | 'dropped'
  /** @returns The rate at which events like it are kept: 1 for all of them, 0 when this one is not. */
  sample(status: string, key: string): number
  /** The message as it is written. */
  clean(message: string): CleanMessage
  /** A text without what is to be hidden. Give it whole: half of a secret is not recognised. */
  redact(text: string): string
}

export interface CleanMessage {
  readonly text: string
  /** Characters of the whole message, when it was cut. */
  readonly cutFrom?: number
}

/** Kept whatever the sampling says. */
const ALWAYS_KEPT = new Set(['emerg', 'alert', 'critical', 'error', 'warning'])

/** @throws FUNC_ERR_COLLECT_CONFIG_INVALID for a pattern that is none, or not a safe one. */
export function logRules({ logs }: Config, clock: Clock): LogRules {
  const patterns = (name: 'keep' | 'drop' | 'redact', flags = 'u') =>
    logs[name].map((source, index) => safePattern(source, `logs.${name}[${index}]`, flags, clock))
  const keep = patterns('keep')
  const drop = patterns('drop')
  const hidden = patterns('redact', 'gu')
  const redact = (text: string) =>
    hidden.reduce((clean, pattern) => clean.replace(pattern, () => logs.redact_with), text)
  const included = anyGlob(logs.include)
  const excluded = anyGlob(logs.exclude)
  return {
    wants: (name) => logs.collect && included(name) && !excluded(name),
    judge(message) {
      const text = message.slice(0, logs.max_length)
      const isKept = keep.length === 0 || keep.some((pattern) => pattern.test(text))
      return isKept && !drop.some((pattern) => pattern.test(text)) ? 'kept' : 'dropped'
    },
    sample(status, key) {
      if (logs.sample === 1 || ALWAYS_KEPT.has(status)) return 1
      return hash32(key) / 2 ** 32 < logs.sample ? logs.sample : 0
    },
    clean(message) {
      const whole = message.trimEnd()
      const clean = redact(whole)
      const text = cutAt(clean, logs.max_length)
      return { text, ...(text.length < clean.length && { cutFrom: whole.length }) }
    },
    redact,
  }
}

/** Not between the halves of a character. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(length - 1))
  return text.slice(0, isHalf ? length - 1 : length)
}
