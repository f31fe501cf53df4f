/** What the process that mutates and the processes that run tests say to each other. */

/** One pass over the tests. */
export interface Pass {
  /** Id of the mutant to switch on; none is on without it. */
  readonly mutant?: string
  /** How often it may be reached before it counts as endless. */
  readonly hitLimit?: number
  /** Runs only these. @default all */
  readonly tests?: readonly TestId[]
}

/** A test by its file and its full title, with a line break between them. */
export type TestId = string

export function testId(file: string, title: string): TestId {
  return `${file}\n${title}`
}

export function partsOfTestId(id: TestId): { readonly file: string; readonly title: string } {
  const end = id.indexOf('\n')
  return { file: id.slice(0, end), title: id.slice(end + 1) }
}

export interface PassEnd {
  /** Of the first red test; undefined when all were green. */
  readonly failure?: Failure
  readonly reached: Reached
}

export interface Failure {
  readonly text: string
  /** The test that threw by itself; undefined for what came from a hook, from elsewhere or too late. */
  readonly test?: TestId
}

/** How often each mutant was reached: while files loaded and in hooks, and by each test. */
export interface Reached {
  readonly static?: Readonly<Record<string, number>>
  readonly perTest?: Readonly<Record<TestId, Readonly<Record<string, number>>>>
}
