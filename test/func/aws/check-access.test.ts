import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type AccessQuestion,
  type AccessReport,
  checkAccess,
  type NeededPermission,
} from '#func/aws/check-access.ts'
import { createAwsClients } from '#func/aws/clients.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { onClock } from '../../support/aws/on-clock.ts'

const SETS = ['guance_aws_lambda', 'guance_aws_lambda_logs', 'guance_aws_sqs']

function permissionsOf(set: string): readonly NeededPermission[] {
  const file = join(import.meta.dirname, `../../../manifests/${set}.json`)
  return JSON.parse(readFileSync(file, 'utf8')).permissions
}

const NOW = Date.parse('2026-08-01T12:00:00Z')

describe('aws/check-access', () => {
  let simulator: Simulator
  before(async () => {
    const now = () => new Date(NOW)
    simulator = await startSimulator({ functions: 2, seed: 1, now, regions: ['us-east-1', 'eu-west-1'] })
  })
  afterEach(() => simulator.setFaults({}))
  after(() => simulator.close())

  async function check(
    set: string,
    change: object = {},
    regions: AccessQuestion['regions'] = ['us-east-1'],
  ): Promise<AccessReport> {
    const aws = onClock(createAwsClients({ now: () => NOW, sleep: async () => {} }), () => NOW)
    const keys = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY }
    const question = {
      ...{ aws, account: { ...keys, endpoint: simulator.url, ...change }, regions },
      ...{ permissions: permissionsOf(set), now: NOW },
      signal: new AbortController().signal,
    }
    try {
      return await checkAccess(question)
    } finally {
      aws.close()
    }
  }
  const byStatus = ({ permissions }: AccessReport, status: string) =>
    permissions.filter((permission) => permission.status === status).map(({ action }) => action)

  /** Used only with a role, and for log groups with keys of their own: no call of the account shows them. */
  const UNSEEN: Readonly<Record<string, string>> = { 'sts:AssumeRole': 'unused', 'kms:Decrypt': 'unchecked' }

  for (const set of SETS) {
    it(`should know a harmless call for every right of ${set}`, async () => {
      const report = await check(set)
      expect(report.credentialsError).to.equal(null)
      const others = report.permissions.filter(({ status }) => status !== 'allowed')
      const wanted = permissionsOf(set).filter(({ action }) => action in UNSEEN)
      expect(others.map(({ action, status }) => [action, status])).to.deep.equal(
        wanted.map(({ action }) => [action, UNSEEN[action]]),
      )
    })

    it(`should name each right of ${set} that is missing`, async () => {
      const rights = permissionsOf(set).map(({ action }) => action)
      for (const action of rights.filter((right) => !(right in UNSEEN))) {
        simulator.setFaults({ deny: [action] })
        expect(byStatus(await check(set), 'denied'), action).to.deep.equal([action])
      }
    })
  }

  it('should list the regions of the account', async () => {
    const { regions, identity } = await check('guance_aws_sqs')
    expect(identity)
      .to.have.property('account')
      .that.matches(/^\d{12}$/)
    const enabled = regions.filter(({ status }) => status === 'enabled').map(({ id }) => id)
    expect(enabled.sort()).to.deep.equal(['eu-west-1', 'us-east-1'])
  })

  it('should ask in every region that a run would collect', async () => {
    const places = (report: AccessReport) =>
      report.permissions
        .filter(({ status }) => status !== 'allowed' && status !== 'unused')
        .map(({ action, region }) => `${action} ${region}`)
    expect(places(await check('guance_aws_sqs', {}, ['us-east-1', 'eu-west-1']))).to.deep.equal([])
    expect(places(await check('guance_aws_sqs', {}, 'ALL'))).to.deep.equal([])
    const unlike = await check('guance_aws_sqs', {}, ['us-east-1', 'ap-east-1'])
    expect(places(unlike)).to.include('cloudwatch:ListMetrics ap-east-1')
    expect(places(await check('guance_aws_sqs', {}, ['ALL', '-eu-west-1']))).to.deep.equal([])
  })

  it('should say why keys are no good, and ask for nothing with them', async () => {
    const report = await check('guance_aws_lambda', { ak_secret: 'x'.repeat(40) })
    expect(report.credentialsError).to.have.property('code', 'FUNC_ERR_AWS_CREDENTIALS_INVALID')
    expect(report).to.deep.include({ identity: null, permissions: [], regions: [] })
  })
})
