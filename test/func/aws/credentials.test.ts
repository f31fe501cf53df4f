import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AwsClientsHandle, createAwsClients } from '#func/aws/clients.ts'
import { createCredentialProvider } from '#func/aws/credentials.ts'
import { FuncError } from '#func/errors.ts'
import type { AwsAccount } from '#func/script.ts'

const ROLE = 'arn:aws:iam::123456789012:role/collector'
const MINUTE = 60_000
const KEYS = { AccessKeyId: 'ASIA0', SecretAccessKey: 'secret' }

/** Where each STS answers with what `answers` has for its region. */
function rolesIn(answers: Record<string, FuncError | 'keys'>, region: string) {
  const asked: string[] = []
  const createSts = (region: string) => ({
    async assumeRole() {
      asked.push(region)
      const answer = answers[region] ?? 'keys'
      if (answer !== 'keys') throw answer
      return { Credentials: { ...KEYS, Expiration: new Date(1) } }
    },
  })
  const account = { ak_id: 'AKIA0', ak_secret: 's', role_arn: ROLE }
  const options = { account, region, now: () => 10, createSts: createSts as never }
  return { asked, provider: createCredentialProvider(options) }
}

const unreachable = new FuncError('FUNC_ERR_AWS_UNREACHABLE', 'Cannot call')
const denied = new FuncError('FUNC_ERR_AWS_ACCESS_DENIED', 'Cannot call: not authorized')
const closed = new FuncError(
  'FUNC_ERR_AWS_ACCESS_DENIED',
  'Cannot call: with an explicit deny in a service control policy',
)

describe('aws/credentials', () => {
  describe('where a role is assumed', () => {
    it('should be where every account is on, whatever region is collected', async () => {
      for (const [region, home] of [
        ['ap-east-1', 'us-east-1'],
        ['cn-north-1', 'cn-northwest-1'],
        ['eusc-de-east-1', 'eusc-de-east-1'],
      ] as const) {
        const { asked, provider } = rolesIn({}, region)
        await provider()
        expect(asked).to.deep.equal([home])
      }
    })

    it('should be the region itself where there is no other way, and stay so', async () => {
      for (const why of [unreachable, closed]) {
        const { asked, provider } = rolesIn({ 'us-east-1': why }, 'eu-west-1')
        await provider()
        await provider()
        expect(asked).to.deep.equal(['us-east-1', 'eu-west-1', 'eu-west-1'])
      }
    })

    it('should fail with the first reason, and not look further where the role is denied', async () => {
      const both = rolesIn({ 'us-east-1': unreachable, 'ap-east-1': denied }, 'ap-east-1')
      expect(await both.provider().catch((error: unknown) => error)).to.equal(unreachable)
      const one = rolesIn({ 'us-east-1': denied }, 'ap-east-1')
      expect(await one.provider().catch((error: unknown) => error)).to.equal(denied)
      expect(one.asked).to.deep.equal(['us-east-1'])
    })
  })

  describe('what is got from the machine', () => {
    let folder: string
    let asked: { key: string; action: string; host: string }[]
    let clients: AwsClientsHandle[] = []
    let now = Date.now()
    const saved = { ...process.env }
    const server = createServer(async (request, response) => {
      const form = new URLSearchParams((await request.toArray()).join(''))
      const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const action = form.get('Action') ?? ''
      asked.push({ key, action, host: request.headers.host ?? '' })
      const expires = new Date(now + 60 * MINUTE).toISOString()
      response.end(
        action === 'AssumeRole'
          ? `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
          : '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      )
    })
    const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

    before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
    after(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'funcbox-profiles-'))
      asked = []
      now = Date.now()
      process.env.AWS_CONFIG_FILE = join(folder, 'config')
      process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials')
      writeFileSync(join(folder, 'config'), '')
      writeFileSync(join(folder, 'credentials'), '')
    })
    afterEach(() => {
      for (const each of clients) each.close()
      clients = []
      for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
        if (saved[name] === undefined) delete process.env[name]
        else process.env[name] = saved[name]
      }
      rmSync(folder, { recursive: true })
    })

    function open(): AwsClientsHandle {
      const aws = createAwsClients({ now: () => now, settings: { maxAttempts: 1, throttleRounds: 1 } })
      clients.push(aws)
      return aws
    }
    const identify = (aws: AwsClientsHandle, account: AwsAccount, region = 'us-east-1') =>
      aws.sts({ account, region }).getCallerIdentity({})

    it('should read a profile anew for each run, as its keys change', async () => {
      const account = { profile: 'rotated', endpoint: endpoint() }
      for (const key of ['AKIAOLD', 'AKIANEW']) {
        const text = `[rotated]\naws_access_key_id=${key}\naws_secret_access_key=s\n`
        writeFileSync(join(folder, 'credentials'), text)
        await identify(open(), account)
      }
      expect(asked.map(({ key }) => key)).to.deep.equal(['AKIAOLD', 'AKIANEW'])
    })

    it('should start a credential_process once for all regions, and once a minute near the end', async () => {
      const script = join(folder, 'keys.sh')
      const count = join(folder, 'count')
      const expires = () => new Date(now + 4 * MINUTE).toISOString()
      const write = () =>
        writeFileSync(
          script,
          `#!/bin/sh\necho x >> ${count}\necho '{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s","SessionToken":"t","Expiration":"${expires()}"}'\n`,
        )
      write()
      chmodSync(script, 0o700)
      writeFileSync(join(folder, 'config'), `[profile made]\ncredential_process = ${script}\n`)
      const account = { profile: 'made', endpoint: endpoint() }
      const started = () => (existsSync(count) ? readFileSync(count, 'utf8').split('\n').length - 1 : 0)
      const aws = open()
      const regions = ['us-east-1', 'eu-west-1', 'eu-west-2', 'eu-central-1']
      const callAll = () =>
        Promise.all(regions.flatMap((region) => [1, 2, 3].map(() => identify(aws, account, region))))
      await callAll()
      expect(started(), 'at first').to.equal(1)
      await callAll()
      expect(started(), 'at once again').to.equal(1)
      now += MINUTE
      write()
      await callAll()
      expect(started(), 'after a minute').to.equal(2)
      expect(asked).to.have.length(36)
    })

    it('should send the STS of a role within a profile to the endpoint, too', async () => {
      writeFileSync(
        join(folder, 'credentials'),
        '[base]\naws_access_key_id=AKIABASE\naws_secret_access_key=s\n',
      )
      writeFileSync(join(folder, 'config'), `[profile chained]\nrole_arn=${ROLE}\nsource_profile=base\n`)
      await identify(open(), { profile: 'chained', endpoint: endpoint() })
      expect(asked.map(({ key, action }) => [key, action])).to.deep.equal([
        ['AKIABASE', 'AssumeRole'],
        ['ASIAROLE', 'GetCallerIdentity'],
      ])
    })

    it('should call the endpoint_url of the profile that is named, with the STS of its roles, by service', async () => {
      const keys = 'aws_access_key_id=AKIAMINE\naws_secret_access_key=s\n'
      writeFileSync(join(folder, 'credentials'), `[mine]\n${keys}`)
      const settings = `endpoint_url=http://127.0.0.1:1\nservices=here\nrole_arn=${ROLE}\nsource_profile=mine`
      const services = `[services here]\nsts =\n  endpoint_url=${endpoint()}\n`
      const plain = `[profile mine]\nendpoint_url=${endpoint()}\n`
      writeFileSync(join(folder, 'config'), `${plain}[profile chained]\n${settings}\n${services}`)
      await identify(open(), { profile: 'mine' })
      await identify(open(), { profile: 'chained' })
      expect(asked.map(({ key, action }) => [key, action])).to.deep.equal([
        ['AKIAMINE', 'GetCallerIdentity'],
        ['AKIAMINE', 'AssumeRole'],
        ['ASIAROLE', 'GetCallerIdentity'],
      ])
    })
  })
})
