/** The simulated account against the service models of botocore, the AWS CLI and the SDK for Go. */

import { expect } from 'chai'
import { SERVICES } from '#func/simulator/wire/services.ts'
import { type ForeignCall, foreignCalls } from '../../support/aws/foreign/calls.ts'
import {
  asOne,
  type ForeignAnswer,
  goProgram,
  type Program,
  pythonProgram,
  runForeign,
} from '../../support/aws/foreign/run-foreign.ts'
import { findProgram, lacking, pythonWith } from '../../support/requirement.ts'
import { simulate } from './clients.ts'

const BOTOCORE = ['botocore==1.44.8', 'cbor2==6.3.0']
const AWS_CLI = ['awscli==1.46.3']
/** The services that the simulator names by their signatures. */
const SIGNED_AS: Readonly<Record<string, string>> = {
  cloudwatch: 'monitoring',
  resourcegroupstaggingapi: 'tagging',
}
const [DENIED, THROTTLED, FAILING] = ['eu-west-1', 'eu-west-2', 'eu-west-3']
const LONGEST_BUILD_MS = 600_000

interface Checked {
  readonly answers: readonly (ForeignAnswer & {
    readonly protocol: string
    readonly whole: ForeignAnswer['pages']
  })[]
  readonly counts: Readonly<Record<string, number>>
  readonly complaints: readonly string[]
}

describe('simulator against what we did not write', () => {
  const simulator = simulate({
    functions: 60,
    faults: {
      deny: [DENIED],
      byRegion: { [THROTTLED]: { throttleRate: 1 }, [FAILING]: { errorRate: 1 } },
    },
  })
  let checked: Checked

  before('the service models of botocore', async function () {
    this.timeout(LONGEST_BUILD_MS)
    const python = await pythonOr(this, 'botocore', BOTOCORE)
    const job = {
      calls: await foreignCalls(simulator(), 'botocore'),
      ...{ deniedRegion: DENIED, faultyRegions: [DENIED, THROTTLED, FAILING] },
    }
    checked = await runForeign<Checked>(pythonProgram(python, 'botocore-check.py'), simulator(), job)
  })

  it('should call every operation', async () => {
    const simulated = Object.entries(SERVICES).flatMap(([service, { operations }]) =>
      Object.keys(operations).map((operation) => `${service} ${operation}`),
    )
    expect(namesOf(await foreignCalls(simulator(), 'names'))).to.have.members(simulated)
    expect(namesOf(checked.answers)).to.have.members(simulated)
  })

  it('should answer and refuse as the models say, in every protocol', () => {
    expect(checked.complaints).to.deep.equal([])
    const { answers, members, errors, results } = checked.counts
    expect(answers).to.be.at.least(54)
    expect(members).to.be.at.least(300)
    expect(errors).to.be.at.least(1000)
    expect(results).to.be.at.least(250)
  })

  it('should give the same in small pages as in large ones', () => {
    for (const { service, operation, whole, pages } of checked.answers) {
      expect(asOne(pages), `${service} ${operation}`).to.deep.equal(asOne(whole))
    }
  })

  it('should give the same in each protocol of a service', () => {
    for (const { service, operation, protocol, pages } of checked.answers) {
      expect(asOne(pages), `${operation} over ${protocol}`).to.deep.equal(truthOf(service, operation))
    }
  })

  it('should answer the AWS CLI', async function () {
    this.timeout(LONGEST_BUILD_MS)
    const program = pythonProgram(await pythonOr(this, 'the AWS CLI', AWS_CLI), 'aws-cli.py')
    expect((await differing(program, 'aws-cli')).join('\n')).to.equal('')
  })

  it('should answer the AWS SDK for Go', async function () {
    this.timeout(LONGEST_BUILD_MS)
    const program = await goProgram()
    if (typeof program === 'string') {
      this.test!.title += ` (needs ${program})`
      this.skip()
    }
    // Of IAM the Go module has no client: one operation is not worth its size.
    expect(await differing(program, 'go-sdk', ({ service }) => service !== 'iam')).to.deep.equal([])
  })

  /** The operations that a client could not call, or whose answers it understands otherwise than botocore. */
  async function differing(
    program: Program,
    caller: string,
    isWanted: (call: ForeignCall) => boolean = () => true,
  ): Promise<readonly string[]> {
    const calls = (await foreignCalls(simulator(), caller)).filter(isWanted)
    const { answers } = await runForeign<{ answers: readonly ForeignAnswer[] }>(program, simulator(), {
      calls,
    })
    expect(namesOf(answers)).to.deep.equal(namesOf(calls))
    return answers.flatMap(({ service, operation, pages, failed }) => {
      if (failed !== undefined) return [`${service} ${operation}: ${failed}`]
      const [got, wanted] = [asOne(pages), truthOf(service, operation)].map((each) => JSON.stringify(each))
      return got === wanted ? [] : [`${service} ${operation}: ${got} is not ${wanted}`]
    })
  }

  function truthOf(service: string, operation: string): unknown {
    const answer = checked.answers.find((each) => each.service === service && each.operation === operation)
    return asOne(answer?.pages ?? [])
  }
})

function namesOf(
  calls: readonly { readonly service: string; readonly operation: string }[],
): readonly string[] {
  const names = calls.map(({ service, operation }) => `${SIGNED_AS[service] ?? service} ${operation}`)
  return [...new Set(names)]
}

async function pythonOr(context: Mocha.Context, what: string, packages: readonly string[]): Promise<string> {
  if (findProgram('python3') === undefined) lacking(context, `python3, for ${what}`)
  return pythonWith(packages).catch((error: Error) =>
    lacking(context, `a Python virtual environment with ${what} (${error.message.split('\n')[0]})`),
  )
}
