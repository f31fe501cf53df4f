import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import fc from 'fast-check'

/**
 * Every command, run and query of the tests starts threads or processes that load the same code: with one cache for all
 * of them in a third of the time.
 */
process.env.NODE_COMPILE_CACHE ??= resolve(
  import.meta.dirname,
  '../../node_modules/.cache/funcbox-test/compiled',
)
enableCompileCache()

/**
 * Property tests draw the same values in every run, so that a red run is red again and one by others' hands is no
 * surprise. `SEED=random` draws new ones, `SEED=123` those of one run; a failure prints its seed.
 */
const { SEED = '1' } = process.env
fc.configureGlobal(SEED === 'random' ? {} : { seed: Number(SEED) })
