import { expect } from 'chai'
import type { Json, State } from '#func/script.ts'
import { Ledger } from '../../../../scripts/guance_aws_lambda_logs/state/ledger.ts'

const GROUP = '/aws/lambda/pay'

function memoryState(kept: Json): State & { readonly staged: Map<string, Json> } {
  const staged = new Map<string, Json>()
  return { get: async () => kept, set: (key, value) => void staged.set(key, value), staged }
}

describe('guance_aws_lambda_logs/state/ledger', () => {
  it('should read the pending state under its first name, so that an upgrade loses no invocation', async () => {
    const state = memoryState({ [GROUP]: { since: 1, read: 2, carry: { enhanced: 'x' }, fingerprint: 'f' } })
    const ledger = await Ledger.open(state, 'groups/us-east-1', [GROUP])
    expect(ledger.get(GROUP)).to.deep.equal({
      since: 1,
      read: 2,
      pendingState: { enhanced: 'x' },
      fingerprint: 'f',
    })
  })

  it('should write it under the name it has now', async () => {
    const state = memoryState({})
    const ledger = await Ledger.open(state, 'groups/us-east-1', [GROUP])
    ledger.set(GROUP, { since: 1, read: 2, pendingState: 'x' })
    ledger.stage()
    expect([...state.staged.values()]).to.deep.equal([{ [GROUP]: { since: 1, read: 2, pendingState: 'x' } }])
  })

  it('should leave out a group whose times are none', async () => {
    const state = memoryState({ [GROUP]: { since: 'x', read: 2 } })
    const ledger = await Ledger.open(state, 'groups/us-east-1', [GROUP])
    expect(ledger.get(GROUP)).to.equal(undefined)
  })
})
