import { expect } from 'chai'
import {
  ACCESS_KEY_ID,
  EXTERNAL_ID,
  OTHER_ACCOUNT_ID,
  OTHER_ROLE_ARN,
  ROLE_ARN,
} from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, NOW, rejection, simulate, statusOf } from '../clients.ts'
import { FORM, send } from '../raw.ts'

const LONG_ROLE = 'arn:aws:iam::123456789012:role/long'

describe('simulator semantics of identity', () => {
  const simulator = simulate({
    regions: ['us-east-1', 'eu-south-1'],
    roles: [
      { arn: ROLE_ARN },
      { arn: LONG_ROLE, maxSessionSeconds: 7200 },
      { arn: OTHER_ROLE_ARN, externalId: EXTERNAL_ID },
    ],
  })
  afterEach(() => simulator().setFaults({}))

  async function assume(more: object = {}, clients = clientsOf(simulator())) {
    return await clients.sts.assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: 'tester', ...more })
  }

  async function sessionClients() {
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await assume()).Credentials!
    const keys = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! }
    return clientsOf(simulator(), { ...keys, sessionToken: SessionToken! })
  }

  semantic('wire.caller-identity-of-user', async () => {
    const { Account, Arn, UserId } = await clientsOf(simulator()).sts.getCallerIdentity({})
    expect([Account, Arn]).to.eql(['123456789012', 'arn:aws:iam::123456789012:user/funcbox'])
    expect(UserId).to.match(/^AIDA[A-Z0-9]{16,}$/)
  })

  semantic('wire.caller-identity-of-session', async () => {
    const { Account, Arn, UserId } = await (await sessionClients()).sts.getCallerIdentity({})
    expect([Account, Arn]).to.eql([
      '123456789012',
      'arn:aws:sts::123456789012:assumed-role/funcbox-reader/tester',
    ])
    expect(UserId).to.match(/^AROA[A-Z0-9]{16,}:tester$/)
  })

  semantic('wire.key-prefixes', async () => {
    expect(ACCESS_KEY_ID).to.match(/^AKIA[A-Z0-9]{16}$/)
    expect((await assume()).Credentials!.AccessKeyId).to.match(/^ASIA[A-Z0-9]{16}$/)
  })

  semantic('wire.sts-off', async () => {
    simulator().setFaults({ stsOff: ['eu-south-1'] })
    const error = await rejection(clientsOf(simulator(), { region: 'eu-south-1' }).sts.getCallerIdentity({}))
    expect([error.name, statusOf(error), error.message]).to.eql([
      'RegionDisabledException',
      403,
      'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.',
    ])
  })

  semantic('wire.sts-off-alone', async () => {
    simulator().setFaults({ stsOff: ['eu-south-1'] })
    await clientsOf(simulator(), { region: 'eu-south-1' }).lambda.listFunctions({})
    await clientsOf(simulator()).sts.getCallerIdentity({})
  })

  semantic('wire.region-off', async () => {
    const { lambda, logs } = clientsOf(simulator(), { region: 'eu-west-1' })
    const errors = [await rejection(lambda.listFunctions({})), await rejection(logs.describeLogGroups({}))]
    expect(errors.map(({ name }) => name)).to.eql(Array(2).fill('UnrecognizedClientException'))
  })

  semantic('wire.region-statuses', async () => {
    const { Regions } = await clientsOf(simulator()).account.listRegions({})
    const statusOfRegion = (name: string) =>
      Regions!.find(({ RegionName }) => RegionName === name)?.RegionOptStatus
    expect(['us-east-1', 'eu-south-1', 'af-south-1'].map(statusOfRegion)).to.eql([
      'ENABLED_BY_DEFAULT',
      'ENABLED',
      'DISABLED',
    ])
  })

  semantic('wire.region-pages', async () => {
    const { account } = clientsOf(simulator())
    const first = await account.listRegions({ MaxResults: 30 })
    const second = await account.listRegions({ MaxResults: 30, NextToken: first.NextToken! })
    expect([first.Regions!.length, second.Regions!.length, second.NextToken]).to.eql([30, 4, undefined])
  })

  semantic('wire.one-account-alias', async () => {
    const body = 'Action=ListAccountAliases&Version=2010-05-08'
    const { text } = await send(simulator(), { service: 'iam', headers: FORM, body })
    expect(text.match(/<member>/g)).to.have.length(1)
    expect(text).to.include('<IsTruncated>false</IsTruncated>')
  })

  semantic('wire.role-hour', async () => {
    const { Expiration } = (await assume()).Credentials!
    expect(Expiration).to.eql(new Date(NOW.getTime() + 3_600_000))
  })

  semantic('wire.role-shortest', async () => {
    expect((await assume({ DurationSeconds: 900 })).Credentials!.Expiration).to.eql(
      new Date(NOW.getTime() + 900_000),
    )
    const error = await rejection(assume({ DurationSeconds: 899 }))
    expect([error.name, error.message]).to.eql([
      'ValidationError',
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ])
  })

  semantic('wire.role-longest', async () => {
    await assume({ RoleArn: LONG_ROLE, DurationSeconds: 7200 })
    const error = await rejection(assume({ DurationSeconds: 7200 }))
    expect([error.name, error.message]).to.eql([
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ])
  })

  semantic('wire.role-chaining', async () => {
    const session = await sessionClients()
    await assume({ RoleArn: LONG_ROLE, DurationSeconds: 3600 }, session)
    const error = await rejection(assume({ RoleArn: LONG_ROLE, DurationSeconds: 7200 }, session))
    expect(error.message).to.match(/1 hour session limit for roles assumed by role chaining/)
  })

  semantic('wire.role-external-id', async () => {
    const { AssumedRoleUser } = await assume({ RoleArn: OTHER_ROLE_ARN, ExternalId: EXTERNAL_ID })
    expect(AssumedRoleUser!.Arn).to.include(OTHER_ACCOUNT_ID)
    const error = await rejection(assume({ RoleArn: OTHER_ROLE_ARN }))
    expect([error.name, statusOf(error), error.message]).to.eql([
      'AccessDenied',
      403,
      `User: arn:aws:iam::123456789012:user/funcbox is not authorized to perform: sts:AssumeRole on resource: ${OTHER_ROLE_ARN}`,
    ])
  })

  semantic('wire.role-session-name', async () => {
    await assume({ RoleSessionName: 'a=,.@-_+1' })
    for (const RoleSessionName of ['a', 'a b', 'x'.repeat(65)]) {
      expect((await rejection(assume({ RoleSessionName }))).name).to.equal('ValidationError')
    }
  })
})
