import { datakit } from './datakit.ts'
import { dataway } from './dataway.ts'
import { file } from './file.ts'
import { influxdb } from './influxdb.ts'
import { influxdb2 } from './influxdb2.ts'
import { local } from './local.ts'
import type { SinkType } from './sink.ts'

/** Every sink type: the only list to extend. Options, docs and messages follow from each type's schema. */
export const SINK_TYPES: readonly SinkType[] = [local, datakit, dataway, influxdb, influxdb2, file]
