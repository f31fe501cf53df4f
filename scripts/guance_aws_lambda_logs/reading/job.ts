/** What the collection of one region shares. Types only. */
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import type { Config } from '../config.gen.ts'
import type { Figures } from '../figures.ts'
import type { LogRules } from '../rules/log-rules.ts'
import type { Ledger } from '../state/ledger.ts'
import type { EventBudget } from './event-budget.ts'
import type { Naming } from './naming.ts'

export interface RegionJob {
  readonly target: AwsTarget
  readonly config: Config
  readonly context: ScriptContext
  readonly rules: LogRules
  readonly ledger: Ledger
  readonly figures: Figures
  readonly naming: Naming
  /** What is to be read ends here: a full minute, milliseconds since the epoch. */
  readonly end: number
  /** Stretch before the mark that is read again. */
  readonly overlapMs: number
  /**
   * Reports and samples of one window that a group may hold, about 64 bytes each. A reader that holds as many leaves
   * those minutes after which hardly any event is still to come, with a quarter more what it can.
   */
  readonly mostHeld: number
  /** Of events that groups may remember. */
  readonly eventBudget: EventBudget
  /**
   * Set when a stretch of the past was asked for: only what belongs to it is written, and logs only from before
   * the regular runs began, as receivers do not recognise what comes twice.
   */
  readonly past: { readonly start: number; readonly end: number } | undefined
}
