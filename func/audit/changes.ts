/** The changes that can be made through the API and by commands, in the one form in which the audit keeps them. */

import type { InstallResult, UninstallResult } from '../market/install.ts'
import type { SinkRecord } from '../model/sink.ts'
import type { Task } from '../model/task.ts'
import type { Trigger } from '../model/trigger.ts'
import type { Change } from './record-change.ts'

/** Install and upgrade: the set with all that it requires. */
export function setsChanged(
  action: 'install' | 'upgrade',
  set: string,
  results: readonly InstallResult[],
): Change {
  const before = results.flatMap(({ id, from }) => (from === undefined ? [] : [{ id, version: from }]))
  const after = results.map(({ id, to }) => ({ id, version: to }))
  return { action: `script-set.${action}`, target: `script-set/${set}`, before, after }
}

export function setUninstalled(set: string, { removed, removedTriggers }: UninstallResult): Change {
  const target = `script-set/${set}`
  return { action: 'script-set.uninstall', target, before: { id: set }, after: { removed, removedTriggers } }
}

/** A deploy, and a deploy again. */
export function startupDeployed(
  name: string,
  before: Trigger | undefined,
  after: Trigger | undefined,
): Change {
  const states = { before: triggerRecord(before), after: triggerRecord(after) }
  return { action: 'startup-script.deploy', target: `startup-script/${name}`, ...states }
}

export function startupRemoved(name: string, before: Trigger | undefined): Change {
  return {
    action: 'startup-script.remove',
    target: `startup-script/${name}`,
    before: triggerRecord(before),
  }
}

export function triggerChanged(before: Trigger, after: Trigger): Change {
  const states = { before: triggerRecord(before), after: triggerRecord(after) }
  return { action: 'trigger.change', target: `trigger/${after.name}`, ...states }
}

/** A run at once, or of a stretch of the past; what the run does is in its task. */
export function triggerExecuted({ trigger, id, request }: Task): Change {
  const after = { task: id, ...(request && { request }) }
  return { action: 'trigger.execute', target: `trigger/${trigger}`, after }
}

export function taskStopped(id: string): Change {
  return { action: 'task.stop', target: `task/${id}` }
}

export function sinkSaved(before: SinkRecord | undefined, after: SinkRecord): Change {
  const target = `sink/${after.name}`
  if (before === undefined) return { action: 'sink.create', target, after: sinkRecord(after) }
  return { action: 'sink.change', target, before: sinkRecord(before), after: sinkRecord(after) }
}

export function sinkRemoved(before: SinkRecord): Change {
  return { action: 'sink.remove', target: `sink/${before.name}`, before: sinkRecord(before) }
}

export function sinkRefilled(name: string): Change {
  return { action: 'sink.refill', target: `sink/${name}` }
}

/** As it is kept, without what the machine reckons. */
function triggerRecord(trigger: Trigger | undefined): object | undefined {
  if (trigger === undefined) return undefined
  const { generatedSha256: _, createdAt: __, updatedAt: ___, ...state } = trigger
  return state
}

/** Its secrets are kept elsewhere. */
function sinkRecord({ type, options, required }: SinkRecord): object {
  return { type, options, required }
}
