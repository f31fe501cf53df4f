import { expect } from 'chai'
import { DAMAGES, type DamageKind } from '#func/simulator/simulator.ts'
import { clientsOf, rejection, simulate } from '../clients.ts'

describe('simulator damages', () => {
  const simulator = simulate({ functions: 130 })
  afterEach(() => simulator().setFaults({}))

  const damage = (kind: DamageKind, action?: string) =>
    simulator().setFaults({ damage: [{ kind, rate: 1, ...(action === undefined ? {} : { action }) }] })

  it('should give an answer without members', async () => {
    damage('missing-members')
    const { $metadata, ...members } = await clientsOf(simulator()).lambda.listFunctions({})
    expect([$metadata.httpStatusCode, members]).to.eql([200, {}])
  })

  it('should give a further page the token that it was asked with', async () => {
    damage('repeated-token')
    const { lambda } = clientsOf(simulator())
    const { NextMarker: Marker } = await lambda.listFunctions({})
    const second = await lambda.listFunctions({ Marker: Marker! })
    expect(second.NextMarker).to.equal(Marker)
    simulator().setFaults({})
    expect((await lambda.listFunctions({ Marker: Marker! })).NextMarker).to.not.equal(Marker)
  })

  for (const [kind, wanted] of [
    ['cut', /aborted|ECONNRESET|terminated/],
    ['html', /JSON/],
  ] as const) {
    it(`should break an answer: ${DAMAGES[kind]}`, async () => {
      damage(kind)
      const error = await rejection(clientsOf(simulator()).lambda.listFunctions({}))
      expect(`${error.message} ${error.code}`).to.match(wanted)
    })
  }

  it('should answer with an empty body', async () => {
    damage('empty-body')
    const { $metadata, ...members } = await clientsOf(simulator()).lambda.listFunctions({})
    expect([$metadata.httpStatusCode, members]).to.eql([200, {}])
  })

  it('should damage one action alone, and count it', async () => {
    simulator().resetCounters()
    damage('missing-members', 'lambda:ListFunctions')
    const { lambda, tagging } = clientsOf(simulator())
    expect((await lambda.listFunctions({})).Functions).to.equal(undefined)
    expect((await tagging.getResources({})).ResourceTagMappingList).to.not.be.empty
    expect(simulator().counters.damaged).to.equal(1)
  })

  it('should not damage a refusal', async () => {
    simulator().setFaults({ damage: [{ kind: 'html', rate: 1 }], deny: ['lambda:ListFunctions'] })
    const error = await rejection(clientsOf(simulator()).lambda.listFunctions({}))
    expect(error.name).to.equal('AccessDeniedException')
  })
})
