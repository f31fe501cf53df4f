import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, simulate } from '../clients.ts'

describe('simulator semantics of Lambda', () => {
  const simulator = simulate({ functions: 60 })

  semantic('lambda.list-functions-page', async () => {
    const { Functions, NextMarker } = await clientsOf(simulator()).lambda.listFunctions({ MaxItems: 10_000 })
    expect(Functions).to.have.length(50)
    expect(NextMarker).to.be.a('string')
  })
})
