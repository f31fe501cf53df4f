import { SEMANTICS, type SemanticId } from '#func/simulator/semantics/semantics.ts'

/** A test that holds the simulator to a documented rule; it is named by the rule. */
export function semantic(id: SemanticId, test: Mocha.AsyncFunc): void {
  const known = SEMANTICS.find((candidate) => candidate.id === id)
  if (known === undefined) throw new Error(`Cannot test '${id}': func/simulator/semantics has no such rule`)
  it(known.rule, test)
}
