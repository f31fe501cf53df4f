const { reporters } = require('mocha')

/** Mocha's spec reporter, closed by the one line that CI reads: `N passed, N failed`. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const { stats } = this
    runner.once('end', () => {
      process.once('exit', () => {
        const skipped = stats.pending > 0 ? `, ${stats.pending} skipped` : ''
        process.stdout.write(`${stats.passes} passed, ${stats.failures} failed${skipped}\n`)
      })
    })
  }
}
