import { expect } from 'chai'
import {
  errorType,
  parsePhaseReport,
  parseReport,
  statusOf,
  tokenEnd,
} from '../../../../scripts/guance_aws_lambda_logs/lines/report.ts'
import type { PhaseLine, ReportLine } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'

const UUID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const HEAD = `REPORT RequestId: ${UUID}\t`
const REPORT = { kind: 'report', shape: 'text', requestId: UUID, status: 'success' } as const

describe('guance_aws_lambda_logs/report', () => {
  const reports: readonly (readonly [string, string, Omit<Partial<ReportLine>, 'kind'> | undefined])[] = [
    [
      'every field',
      'Duration: 5.25 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 90 MB\tInit Duration: 7 ms\tRestore Duration: 8 ms\t\n',
      {
        ...{ durationMs: 5.25, billedDurationMs: 6, memorySizeMb: 128, maxMemoryUsedMb: 90 },
        ...{ initDurationMs: 7, restoreDurationMs: 8 },
      },
    ],
    [
      'fields apart by blanks',
      'Duration: 5 ms  Billed Duration: 6 ms',
      { durationMs: 5, billedDurationMs: 6 },
    ],
    ['no unit', 'Duration: 5\tBilled Duration: 6', { durationMs: 5, billedDurationMs: 6 }],
    ['more blanks after a colon', 'Duration:  \t5 ms', { durationMs: 5 }],
    [
      'a unit at the very end',
      'Billed Duration: 6 ms\tDuration: 5 ms',
      { durationMs: 5, billedDurationMs: 6 },
    ],
    ['zero, which is no cold start', 'Duration: 0 ms\tInit Duration: 0 ms', { durationMs: 0 }],
    ['no duration', 'Billed Duration: 6 ms', undefined],
    ['a duration that is no number', 'Duration: fast ms', undefined],
    ['a duration below zero', 'Duration: -1 ms', undefined],
    ['a duration of 30 years', 'Duration: 1000000000000 ms', undefined],
    ['a duration a little below', 'Duration: 999999999999 ms', { durationMs: 999_999_999_999 }],
    ['a duration without a number', 'Duration: ', undefined],
    ['an infinite duration', 'Duration: Infinity ms', undefined],
    ['wrong numbers beside a duration', 'Memory Size: much MB\tDuration: 5 ms', { durationMs: 5 }],
    ['a runtime duration alone', 'Runtime Duration: 4 ms', { durationMs: 4 }],
    ['a runtime duration after the duration', 'Duration: 5 ms\tRuntime Duration: 4 ms', { durationMs: 5 }],
    ['a runtime duration before the duration', 'Runtime Duration: 4 ms\tDuration: 5 ms', { durationMs: 5 }],
    ['other fields', 'XRAY TraceId: 1-5d8\tDuration: 5 ms\tSampled: true', { durationMs: 5 }],
    ['a timeout', 'Duration: 5 ms\tStatus: timeout', { durationMs: 5, status: 'timeout' }],
    [
      'a timeout in words',
      'Duration: 5 ms Task timed out after 3.00 seconds',
      { durationMs: 5, status: 'timeout' },
    ],
    ['a timeout in words of something else', 'Duration: 5 ms The Task timed out', { durationMs: 5 }],
    [
      'an error',
      'Duration: 5 ms\tStatus: error\tError Type: Runtime.ExitError\n',
      { durationMs: 5, status: 'error', errorType: 'Runtime.ExitError' },
    ],
    [
      'a failure in words',
      'Duration: 5 ms Task failed: "Function.Broken: a: b"',
      { durationMs: 5, status: 'error', errorType: 'Function.Broken' },
    ],
    ['a key that begins as a unit does', 'Duration: 5 msStatus: error', { durationMs: 5 }],
    ['a key that begins as megabytes do', 'Duration: 5 MBStatus: error', { durationMs: 5 }],
    [
      'what is far from the beginning',
      `Duration: 5 ms\t${'a: b\t'.repeat(1000)}Status: error`,
      { durationMs: 5 },
    ],
    ['a number of something else', 'Segments: 5', undefined],
    [
      'a quote within the type of an error',
      'Duration: 5 ms Task failed: Function"Broken',
      { durationMs: 5, status: 'error', errorType: 'Function' },
    ],
  ]
  for (const [name, text, wanted] of reports) {
    it(`should take of a report: ${name}`, () => {
      expect(parseReport(HEAD + text)).to.deep.equal(wanted && { ...REPORT, ...wanted })
    })
  }

  it('should not take a report without a request', () => {
    expect(parseReport('REPORT RequestId: \tDuration: 5 ms')).to.equal(undefined)
  })

  const phases: readonly (readonly [string, PhaseLine | undefined])[] = [
    [
      'INIT_REPORT Init Duration: 5 ms',
      { kind: 'init', durationMs: 5, status: 'success', isInReport: false },
    ],
    [
      'RESTORE_REPORT Restore Duration: 0 ms',
      { kind: 'restore', durationMs: 0, status: 'success', isInReport: true },
    ],
    [
      'INIT_REPORT Init Duration: 5 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.X',
      { kind: 'init', durationMs: 5, status: 'error', errorType: 'Runtime.X', isInReport: false },
    ],
    ['INIT_REPORT Init Duration: -5 ms', undefined],
    ['INIT_REPORT Init Duration: long ms', undefined],
    ['INIT_REPORT Init Duration: ', undefined],
    ['INIT_REPORT Duration of it: 5 ms', undefined],
    ['RESTORE_REPORT nothing', undefined],
    [`INIT_REPORT ${'x'.repeat(4096)} Init Duration: 5 ms`, undefined],
  ]
  for (const [message, wanted] of phases) {
    it(`should take the phase ${JSON.stringify(message.slice(0, 60))}`, () => {
      expect(parsePhaseReport(message)).to.deep.equal(wanted)
    })
  }

  it('should know the words for a status', () => {
    const words = ['timeout', 'error', 'failure', 'success', '', 'other']
    expect(words.map(statusOf)).to.deep.equal(['timeout', 'error', 'error', 'success', 'success', 'success'])
  })

  it('should take the first word for the type of an error', () => {
    const table = {
      'Runtime.ExitError': 'Runtime.ExitError',
      'ValueError: bad': 'ValueError',
      'a.b.C$D::e. of': 'a.b.C$D::e',
      'Sandbox.Timedout:.': 'Sandbox.Timedout',
      ' late': 'Unknown',
      '-': 'Unknown',
      '...': 'Unknown',
      '': 'Unknown',
      [`${'x'.repeat(101)}`]: 'x'.repeat(100),
    }
    expect(Object.keys(table).map(errorType)).to.deep.equal(Object.values(table))
  })

  it('should find the end of what has no blank', () => {
    expect(['ab c', 'ab', 'ab\tc', ' ', 'ab\u00a0c'].map((text) => tokenEnd(text, 0))).to.deep.equal([
      2, 2, 2, 0, 4,
    ])
    expect(tokenEnd('ab cd e', 3)).to.equal(5)
  })
})
