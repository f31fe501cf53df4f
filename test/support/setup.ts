import { enableCompileCache } from 'node:module'
import fc from 'fast-check'

/** Worker threads of the host load the AWS SDK again and again: with the cache in half the time. */
enableCompileCache()

/**
 * Property tests draw the same values in every run, so that a red run is red again and one by others' hands is no
 * surprise. `SEED=random` draws new ones, `SEED=123` those of one run; a failure prints its seed.
 */
const { SEED = '1' } = process.env
fc.configureGlobal(SEED === 'random' ? {} : { seed: Number(SEED) })
