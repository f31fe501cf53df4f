/** What it takes to read a log group that prints without end. */
import { type FloodFigures, measureFlood } from '../support/aws/logs-flood.ts'

const FUNCTIONS = 100

export function floodBench(lines: number): Promise<FloodFigures> {
  return measureFlood({ lines, functions: FUNCTIONS })
}

export function printFlood({ lines, counted, runs, seconds, peakMb, starved, groups }: FloodFigures): string {
  return [
    `${lines} lines of one group in five minutes, beside ${groups - 1} others`,
    `  counted             ${counted}`,
    `  runs                ${runs}`,
    `  time                ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} lines a second`,
    `  peak memory         ${peakMb.toFixed(0)} MB`,
    `  other groups behind ${starved.length}`,
  ].join('\n')
}
