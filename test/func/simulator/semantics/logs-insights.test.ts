import type { GetQueryResultsCommandOutput, StartQueryCommandInput } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate } from '../clients.ts'

const GROUP = '/aws/lambda/checkoutPayment'
const END = Math.floor(NOW.getTime() / MINUTE) * MINUTE - 15 * MINUTE
const RANGE = { startTime: END / 1000 - 600, endTime: END / 1000 - 1 }

describe('simulator semantics of Logs Insights', () => {
  const simulator = simulate({ faults: { quotas: {} } })
  const logs = () => clientsOf(simulator()).logs

  async function start(queryString: string, input: Partial<StartQueryCommandInput> = {}): Promise<string> {
    const { queryId } = await logs().startQuery({ logGroupName: GROUP, ...RANGE, queryString, ...input })
    return queryId!
  }

  async function finished(queryId: string): Promise<GetQueryResultsCommandOutput> {
    const answer = await logs().getQueryResults({ queryId })
    return answer.status === 'Complete' ? answer : await finished(queryId)
  }

  async function rowsOf(query: string): Promise<Record<string, string>[]> {
    const { results = [] } = await finished(await start(query))
    return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field!, value!])))
  }

  const truth = () =>
    simulator().oracle.logTruth('us-east-1', {
      ...{ startMs: RANGE.startTime * 1000, endMs: END },
      functionNames: ['checkoutPayment'],
    }).invocations

  semantic('logs.infrequent-access-query', async () => {
    const logGroupName = 'infrequent'
    await logs().createLogGroup({ logGroupName, logGroupClass: 'INFREQUENT_ACCESS' })
    await logs().createLogStream({ logGroupName, logStreamName: 'own' })
    const logEvents = [{ timestamp: END - 1000, message: 'one' }]
    await logs().putLogEvents({ logGroupName, logStreamName: 'own', logEvents })
    const { results = [] } = await finished(await start('fields @message', { logGroupName }))
    expect(results.map((row) => row.map(({ value }) => value)[0])).to.eql(['one'])
  })

  semantic('logs.delivery-class', async () => {
    const logGroupName = 'delivery'
    await logs().createLogGroup({ logGroupName, logGroupClass: 'DELIVERY' })
    const query = logs().startQuery({ logGroupName, ...RANGE, queryString: 'fields @message' })
    expect((await rejection(query)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.query-one-selection', async () => {
    const queryString = 'fields @message'
    const both = { ...RANGE, queryString, logGroupName: GROUP, logGroupNames: [GROUP] }
    expect((await rejection(logs().startQuery(both))).name).to.equal('InvalidParameterException')
    expect((await rejection(logs().startQuery({ ...RANGE, queryString }))).name).to.equal(
      'InvalidParameterException',
    )
    const unknown = { ...RANGE, queryString, logGroupIdentifiers: ['nobody'] }
    expect((await rejection(logs().startQuery(unknown))).name).to.equal('ResourceNotFoundException')
  })

  semantic('logs.query-group-count', async () => {
    const logGroupNames = Array.from({ length: 51 }, () => GROUP)
    const query = logs().startQuery({ ...RANGE, logGroupNames, queryString: 'fields @message' })
    expect((await rejection(query)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.query-malformed', async () => {
    for (const queryString of [
      'fields @message |',
      'filter @type ~ "x"',
      'stats total(x)',
      'shout @message',
      'fields "a"',
    ]) {
      const error = await rejection(logs().startQuery({ logGroupName: GROUP, ...RANGE, queryString }))
      expect(error.name, queryString).to.equal('MalformedQueryException')
      expect(error.queryCompileError).to.have.nested.property('location.startCharOffset')
    }
  })

  semantic('logs.query-running', async () => {
    const queryId = await start('fields @message')
    const statuses = [await logs().getQueryResults({ queryId }), await logs().getQueryResults({ queryId })]
    expect(statuses.map(({ status }) => status)).to.eql(['Running', 'Complete'])
    const unknown = logs().getQueryResults({ queryId: 'nobody' })
    expect((await rejection(unknown)).name).to.equal('ResourceNotFoundException')
  })

  semantic('logs.query-pointer', async () => {
    const rows = await rowsOf('fields @timestamp, @message, @logStream | limit 20')
    expect(rows).to.have.length(20)
    for (const row of rows) expect(row).to.have.all.keys('@timestamp', '@message', '@logStream', '@ptr')
    const times = rows.map((row) => row['@timestamp']!)
    expect(times).to.eql(times.toSorted().toReversed())
    expect(times[0]).to.match(/^2026-03-04 \d\d:\d\d:\d\d\.\d{3}$/)
  })

  semantic('logs.query-stopped', async () => {
    const queryId = await start('fields @message')
    expect((await logs().stopQuery({ queryId })).success).to.equal(true)
    expect((await logs().getQueryResults({ queryId })).status).to.equal('Cancelled')
    expect((await rejection(logs().stopQuery({ queryId }))).name).to.equal('InvalidParameterException')
  })

  semantic('logs.query-lambda-fields', async () => {
    const [sums] = await rowsOf(
      'filter @type = "REPORT" and ispresent(@duration) | stats count(*) as runs, max(@duration), max(@memorySize) as memory, pct(@duration, 100) as top',
    )
    const runs = truth()
    expect(Number(sums!.runs)).to.equal(runs.length)
    expect(Number(sums!['max(@duration)'])).to.equal(Math.max(...runs.map(({ durationMs }) => durationMs)))
    expect(sums!.top).to.equal(sums!['max(@duration)'])
    expect(Number(sums!.memory)).to.equal(runs[0]!.memoryMb! * 1_000_000)
    const bins = await rowsOf('filter @type = "REPORT" | stats count(*) as runs by bin(5m) | sort runs asc')
    expect(bins.map(({ runs: count }) => Number(count)).reduce((a, b) => a + b, 0)).to.equal(runs.length)
    expect(bins[0]).to.have.all.keys('bin(5m)', 'runs')
    const failed = await rowsOf(
      'filter @message like /Runtime.ExitError/ or @message like "Task timed out" | stats count_distinct(@logStream) as streams',
    )
    expect(Number(failed[0]?.streams ?? 0)).to.be.at.least(0)
  })

  semantic('logs.query-statistics', async () => {
    const { statistics } = await finished(await start('filter @type = "REPORT" | limit 3'))
    expect(statistics!.recordsMatched).to.equal(truth().length)
    expect(statistics!.recordsScanned).to.be.greaterThan(statistics!.recordsMatched!)
    expect(statistics!.bytesScanned).to.be.greaterThan(1000)
  })

  it('should refuse commands that are not simulated, rather than ignore them', async () => {
    for (const queryString of [
      'parse @message "* *" as a, b',
      'fields strlen(@message)',
      'pattern @message',
    ]) {
      const error = await rejection(logs().startQuery({ logGroupName: GROUP, ...RANGE, queryString }))
      expect(error.name, queryString).to.equal('NotSimulatedException')
    }
  })
})
