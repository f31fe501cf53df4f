import { expect } from 'chai'
import { EXTERNAL_ID, OTHER_ACCOUNT_ID, OTHER_ROLE_ARN, ROLE_ARN } from '#func/simulator/simulator.ts'
import { clientsOf, NOW, rejection, simulate, statusOf } from '../clients.ts'
import { FORM, send } from '../raw.ts'

describe('simulator identity', () => {
  let now = NOW
  const simulator = simulate({ now: () => now, regions: ['us-east-1', 'eu-south-1'] })

  async function assume(RoleArn: string, more: { ExternalId?: string; DurationSeconds?: number } = {}) {
    const { sts } = clientsOf(simulator())
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'tester', ...more })
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
      expiration: Credentials!.Expiration!,
    }
  }

  it('should say who calls', async () => {
    const { Account, Arn } = await clientsOf(simulator()).sts.getCallerIdentity({})
    expect([Account, Arn]).to.eql(['123456789012', 'arn:aws:iam::123456789012:user/funcbox'])
  })

  it('should let assumed credentials see the other account', async () => {
    const session = await assume(OTHER_ROLE_ARN, { ExternalId: EXTERNAL_ID })
    expect(session.expiration).to.eql(new Date(NOW.getTime() + 3600_000))
    const { sts, lambda } = clientsOf(simulator(), session)
    const { Account, Arn } = await sts.getCallerIdentity({})
    expect([Account, Arn]).to.eql([
      OTHER_ACCOUNT_ID,
      `arn:aws:sts::${OTHER_ACCOUNT_ID}:assumed-role/funcbox-monitoring/tester`,
    ])
    const { Functions } = await lambda.listFunctions({})
    const expected = simulator().oracle.forAccount(OTHER_ACCOUNT_ID).functions('us-east-1')
    expect(Functions!.map(({ FunctionArn }) => FunctionArn)).to.eql(expected.map(({ arn }) => arn))
  })

  it('should chain roles, for an hour at most', async () => {
    const { sts } = clientsOf(simulator(), await assume(ROLE_ARN))
    const chained = { RoleArn: OTHER_ROLE_ARN, RoleSessionName: 'two', ExternalId: EXTERNAL_ID }
    expect((await sts.assumeRole(chained)).AssumedRoleUser!.Arn).to.include(OTHER_ACCOUNT_ID)
    const error = await rejection(sts.assumeRole({ ...chained, DurationSeconds: 7200 }))
    expect(error.message).to.match(/role chaining/)
  })

  for (const [what, arn, more] of [
    ['without the external id', OTHER_ROLE_ARN, {}],
    ['with a wrong external id', OTHER_ROLE_ARN, { ExternalId: 'guess' }],
    ['that does not exist', 'arn:aws:iam::123456789012:role/nobody', {}],
  ] as const) {
    it(`should deny a role ${what}`, async () => {
      const error = await rejection(assume(arn, more))
      expect([error.name, statusOf(error)]).to.eql(['AccessDenied', 403])
      expect(error.message).to.match(/not authorized to perform: sts:AssumeRole/)
    })
  }

  it('should refuse a bad duration and a bad session name', async () => {
    expect((await rejection(assume(ROLE_ARN, { DurationSeconds: 60 }))).name).to.equal('ValidationError')
    const { sts } = clientsOf(simulator())
    const error = await rejection(sts.assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: 'a b' }))
    expect(error.name).to.equal('ValidationError')
  })

  it('should end a session when its time is over', async () => {
    const session = await assume(ROLE_ARN, { DurationSeconds: 900 })
    now = new Date(NOW.getTime() + 899_000)
    const { sts, lambda, cloudwatch } = clientsOf(simulator(), session)
    await sts.getCallerIdentity({})
    now = new Date(NOW.getTime() + 900_000)
    const errors = [
      await rejection(sts.getCallerIdentity({})),
      await rejection(lambda.listFunctions({})),
      await rejection(cloudwatch.listMetrics({})),
    ]
    now = NOW
    // STS models this error, and the SDK then names it as the model does.
    expect(errors.map(({ name }) => name.replace(/Exception$/, ''))).to.eql(Array(3).fill('ExpiredToken'))
  })

  it('should refuse a session key without its token', async () => {
    const { accessKeyId, secretAccessKey } = await assume(ROLE_ARN)
    const { lambda } = clientsOf(simulator(), { accessKeyId, secretAccessKey })
    expect((await rejection(lambda.listFunctions({}))).name).to.equal('UnrecognizedClientException')
  })

  const CALLS = {
    cloudwatch: (clients: ReturnType<typeof clientsOf>) => clients.cloudwatch.listMetrics({}),
    lambda: (clients: ReturnType<typeof clientsOf>) => clients.lambda.listFunctions({}),
    tagging: (clients: ReturnType<typeof clientsOf>) => clients.tagging.getResources({}),
    sts: (clients: ReturnType<typeof clientsOf>) => clients.sts.getCallerIdentity({}),
    account: (clients: ReturnType<typeof clientsOf>) => clients.account.listRegions({}),
  }

  for (const [service, status, unknown, wrong] of [
    ['cloudwatch', 400, 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['lambda', 403, 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['tagging', 400, 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['sts', 403, 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
    ['account', 403, 'UnrecognizedClientException', 'InvalidSignatureException'],
  ] as const) {
    it(`should refuse an unknown key and a wrong secret at ${service}`, async () => {
      const strangers = [{ accessKeyId: 'AKIANOBODY0000000000' }, { secretAccessKey: 'wrong' }]
      const errors = await Promise.all(
        strangers.map((stranger) => rejection(CALLS[service](clientsOf(simulator(), stranger)))),
      )
      expect(errors.map((error) => [error.name, statusOf(error)])).to.eql([
        [unknown, status],
        [wrong, status],
      ])
    })
  }

  it('should not know the account in a region that is switched off, nor in none at all', async () => {
    for (const region of ['eu-west-1', 'mars-north-1']) {
      const { lambda, sts } = clientsOf(simulator(), { region })
      expect((await rejection(lambda.listFunctions({}))).name).to.equal('UnrecognizedClientException')
      expect((await rejection(sts.getCallerIdentity({}))).name).to.equal('RegionDisabledException')
    }
  })

  it('should list the regions of the account with their status', async () => {
    const { account } = clientsOf(simulator())
    const { Regions } = await account.listRegions({
      RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
    })
    expect(Regions).to.eql([
      { RegionName: 'eu-south-1', RegionOptStatus: 'ENABLED' },
      { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
    ])
    const names: string[] = []
    let NextToken: string | undefined
    do {
      const page = await account.listRegions({ MaxResults: 10, ...(NextToken ? { NextToken } : {}) })
      names.push(...page.Regions!.map(({ RegionName }) => RegionName!))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(names).to.have.length(34)
    expect(new Set(names).size).to.equal(34)
    expect((await rejection(account.listRegions({ NextToken: 'x' }))).name).to.equal('ValidationException')
  })

  it('should list the account alias over a hand-signed IAM call', async () => {
    const body = 'Action=ListAccountAliases&Version=2010-05-08'
    const { text } = await send(simulator(), { service: 'iam', headers: FORM, body })
    expect(text).to.include('<AccountAliases><member>funcbox-sim-9012</member></AccountAliases>')
  })

  it('should notice a body that was changed after signing', async () => {
    const body = 'Action=ListAccountAliases&Version=2010-05-08'
    const sentBody = body.replace('08', '09')
    const { status, text } = await send(simulator(), { service: 'iam', headers: FORM, body, sentBody })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>SignatureDoesNotMatch</Code>')
  })

  for (const [service, path, body, headers, status, code] of [
    ['iam', '/', 'Action=DeleteUser', FORM, 400, 'InvalidAction'],
    ['sts', '/', 'Action=GetSessionToken', FORM, 400, 'InvalidAction'],
    [
      'monitoring',
      '/',
      '{}',
      { 'x-amz-target': 'GraniteServiceVersion20100801.PutDashboard' },
      400,
      'UnknownOperationException',
    ],
    [
      'tagging',
      '/',
      '{}',
      { 'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.TagResources' },
      400,
      'UnknownOperationException',
    ],
    [
      'monitoring',
      '/',
      '{',
      { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' },
      400,
      'SerializationException',
    ],
    ['s3', '/bucket', '', {}, 403, 'MissingAuthenticationTokenException'],
  ] as const) {
    it(`should answer ${code} to ${service} ${body}`, async () => {
      const answer = await send(simulator(), { service, path, body, headers })
      expect(answer.status).to.equal(status)
      expect(answer.text + answer.headers.get('x-amzn-errortype')).to.include(code)
    })
  }

  it('should answer UnknownOperationException to a Lambda call that it does not know', async () => {
    const error = await rejection(clientsOf(simulator()).lambda.listCodeSigningConfigs({}))
    expect([error.name, statusOf(error)]).to.eql(['UnknownOperationException', 404])
  })

  it('should ask unsigned callers to sign', async () => {
    expect((await fetch(`${simulator().url}/2015-03-31/functions/`)).status).to.equal(403)
  })
})
