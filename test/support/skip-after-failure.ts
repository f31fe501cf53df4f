/**
 * For a suite whose tests are steps of one walk: those after a failed one are skipped. Mocha's own `bail` would end the
 * tests of all files where several files run at the same time.
 */
export function skipAfterFailure(suite: Mocha.Suite): void {
  let hasFailed = false
  suite.afterEach(function () {
    hasFailed ||= this.currentTest?.state === 'failed'
  })
  suite.beforeEach(function () {
    if (hasFailed) this.skip()
  })
}
