import { pick } from '../hash.ts'
import { invocationsIn, type Traffic } from '../lambda/traffic.ts'
import type { EventMinute } from './other-metrics.ts'
import { shareSeen, type View } from './view.ts'

/** Minutes of events that come as a function is called, or as `evenTraffic` has it. */
export function eventMinutes(
  traffic: Traffic,
  share = 1,
): (minute: number, view: View) => EventMinute | undefined {
  return (minute, view) => {
    const seen = shareSeen(minute, view)
    if (seen === 0) return undefined
    const all = Math.floor(invocationsIn(traffic, minute) * share)
    return { hash: traffic.hash, minute, all, events: Math.floor(all * seen), seen }
  }
}

/** For what is no function: so many events a minute, more by day than by night. */
export function evenTraffic(hash: number, rate: number): Traffic {
  return {
    hash,
    shape: 'steady',
    rate,
    everyMinutes: 1,
    offset: 0,
    peakMinute: pick([600, 720, 840], hash, 2),
    swing: 0.4,
    durationMs: 100,
    timeoutMs: 1000,
    errorRate: 0,
    throttleRate: 0,
    slow: false,
    reserved: undefined,
  }
}
