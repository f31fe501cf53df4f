import { expect } from 'chai'
import type { Denial } from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, rejection, simulate, statusOf } from '../clients.ts'

const USER = 'User: arn:aws:iam::123456789012:user/funcbox is not authorized to perform:'

describe('simulator semantics of denials', () => {
  const simulator = simulate()
  afterEach(() => simulator().setFaults({}))
  const deny = (...denials: (Denial | string)[]) => simulator().setFaults({ deny: denials })

  /** What a caller reads whom a policy keeps from GetMetricData. */
  async function message(denial: Denial): Promise<string> {
    deny({ action: 'cloudwatch:ListMetrics', ...denial })
    return (await rejection(clientsOf(simulator()).cloudwatch.listMetrics({}))).message
  }

  const explicitly = (policy: string) => `${USER} cloudwatch:ListMetrics with an explicit deny in ${policy}`
  const implicitly = (policy: string) =>
    `${USER} cloudwatch:ListMetrics because no ${policy} allows the cloudwatch:ListMetrics action`

  semantic('wire.denied-by-none', async () => {
    expect(await message({})).to.equal(implicitly('identity-based policy'))
  })

  semantic('wire.denied-by-identity', async () => {
    expect(await message({ explicit: true })).to.equal(explicitly('an identity-based policy'))
  })

  semantic('wire.denied-by-resource', async () => {
    const denial: Denial = { policy: 'resource', explicit: true }
    expect(await message(denial)).to.equal(explicitly('a resource-based policy'))
  })

  semantic('wire.denied-by-rcp', async () => {
    expect(await message({ policy: 'rcp', explicit: true })).to.equal(explicitly('a resource control policy'))
  })

  for (const [id, policy, name] of [
    ['wire.denied-by-scp', 'scp', 'service control policy'],
    ['wire.denied-by-boundary', 'boundary', 'permissions boundary'],
    ['wire.denied-by-session', 'session', 'session policy'],
    ['wire.denied-by-vpc-endpoint', 'vpc-endpoint', 'VPC endpoint policy'],
  ] as const) {
    semantic(id, async () => {
      expect(await message({ policy, explicit: true })).to.equal(explicitly(`a ${name}`))
      expect(await message({ policy })).to.equal(implicitly(name))
    })
  }

  semantic('wire.denied-resource-of-logs', async () => {
    const { logs } = clientsOf(simulator())
    const [denied, allowed] = (await logs.describeLogGroups({ limit: 2 })).logGroups!
    deny({ action: 'logs:FilterLogEvents', resource: denied!.logGroupName! })
    const error = await rejection(logs.filterLogEvents({ logGroupName: denied!.logGroupName! }))
    expect([error.name, error.message]).to.eql([
      'AccessDeniedException',
      `${USER} logs:FilterLogEvents on resource: ${denied!.logGroupArn}:log-stream: because no identity-based policy allows the logs:FilterLogEvents action`,
    ])
    const byArn = { logGroupIdentifier: denied!.logGroupArn! }
    expect((await rejection(logs.filterLogEvents(byArn))).message).to.equal(error.message)
    await logs.filterLogEvents({ logGroupName: allowed!.logGroupName! })
  })

  semantic('wire.denied-list-of-functions', async () => {
    deny('lambda:ListFunctions')
    const error = await rejection(clientsOf(simulator()).lambda.listFunctions({}))
    expect(error.message).to.include(`${USER} lambda:ListFunctions on resource: * because`)
  })

  semantic('wire.denied-status', async () => {
    deny('us-east-1')
    const { sts, lambda, logs, tagging } = clientsOf(simulator())
    const errors = [
      await rejection(sts.assumeRole({ RoleArn: 'arn:aws:iam::1:role/any', RoleSessionName: 'tester' })),
      await rejection(lambda.listFunctions({})),
      await rejection(logs.describeLogGroups({})),
      await rejection(tagging.getResources({})),
    ]
    expect(errors.map((error) => [error.name, statusOf(error)])).to.eql([
      ['AccessDenied', 403],
      ['AccessDeniedException', 403],
      ['AccessDeniedException', 400],
      ['AccessDeniedException', 400],
    ])
  })

  semantic('wire.caller-identity-never-denied', async () => {
    deny('sts:GetCallerIdentity', 'us-east-1')
    const { Account } = await clientsOf(simulator()).sts.getCallerIdentity({})
    expect(Account).to.equal('123456789012')
  })
})
