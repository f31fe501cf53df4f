const { relative } = require('node:path')
const { reporters } = require('mocha')

/**
 * Mocha's spec reporter, closed by the one line that CI reads: `N passed, N failed`. That line and the list of failures
 * wait for the end of the process: files that could not be loaded, or whose process died, come last of all.
 */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.on('fail', (test, { file }) => {
      if (file !== undefined) test.title += ` in ${relative('', file)}`
    })
  }

  epilogue() {
    process.once('exit', () => {
      super.epilogue()
      const { passes, failures, pending } = this.stats
      const skipped = pending > 0 ? `, ${pending} skipped` : ''
      process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`)
    })
  }
}
