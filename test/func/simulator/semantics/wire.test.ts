import { expect } from 'chai'
import { ROLE_ARN } from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, rejection, simulate } from '../clients.ts'

describe('simulator semantics of the wire', () => {
  const simulator = simulate()

  semantic('wire.session-token-needed', async () => {
    const { sts } = clientsOf(simulator())
    const { Credentials } = await sts.assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: 'tester' })
    const { AccessKeyId = '', SecretAccessKey = '' } = Credentials ?? {}
    const { lambda } = clientsOf(simulator(), {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
    })
    expect((await rejection(lambda.listFunctions({}))).name).to.equal('UnrecognizedClientException')
  })
})
