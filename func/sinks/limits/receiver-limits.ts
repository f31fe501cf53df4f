/** What receivers accept, as data. `limits.ts` applies it. */
import type { Category } from '../../script.ts'

export interface ReceiverLimits {
  /** Further tags and fields, in the order of their names, are left out. */
  readonly maxTags: number
  readonly maxFields: number
  /** Bytes of UTF-8; longer texts are cut at a character. */
  readonly maxKeyBytes: number
  readonly maxTagValueBytes: number
  readonly maxStringFieldBytes: number
  readonly maxMeasurementBytes: number
  /** Bytes of measurement and tags together, escaped; a point beyond it is dropped. */
  readonly maxSeriesKeyBytes: number
  /** Stands in for an empty measurement; without it such a point is dropped. */
  readonly emptyMeasurement?: string
  /** Categories in which string fields are left out. */
  readonly numbersOnly: readonly Category[]
  /** Categories in which a dot in a key becomes `_`. */
  readonly underscoreDots: readonly Category[]
  /** Whether a tag and a field of one name exclude each other; the field is left out. */
  readonly sharedNames: boolean
  /**
   * Keys that the receiver fills itself. Left out, and not counted when the value is the measurement's name,
   * which is what the receiver fills in.
   */
  readonly reservedKeys: Readonly<Partial<Record<Category, readonly string[]>>>
  /** Keys that the receiver refuses; they get a `_` at their end. */
  readonly refusedKeys: readonly string[]
  /** Whether a backslash at the end of a name or tag value is removed. */
  readonly trimBackslash: boolean
}

const NO_LIMITS: ReceiverLimits = {
  maxTags: Number.POSITIVE_INFINITY,
  maxFields: Number.POSITIVE_INFINITY,
  maxKeyBytes: Number.POSITIVE_INFINITY,
  maxTagValueBytes: Number.POSITIVE_INFINITY,
  maxStringFieldBytes: Number.POSITIVE_INFINITY,
  maxMeasurementBytes: Number.POSITIVE_INFINITY,
  maxSeriesKeyBytes: Number.POSITIVE_INFINITY,
  numbersOnly: [],
  underscoreDots: [],
  sharedNames: false,
  reservedKeys: {},
  refusedKeys: [],
  trimBackslash: false,
}

export const RECEIVER_LIMITS = {
  /** Only what no receiver can store: NaN, infinities, empty names. */
  none: NO_LIMITS,

  /** DataKit's point rules: its docs apis.md, and `point/check.go` and `specs.go` of GuanceCloud/cliutils. */
  guance: {
    maxTags: 256,
    maxFields: 1024,
    maxKeyBytes: 256,
    maxTagValueBytes: 1024,
    maxStringFieldBytes: 32 * 1024 * 1024,
    maxMeasurementBytes: 1024,
    // Of the line parser that DataKit shares with InfluxDB.
    maxSeriesKeyBytes: 65_535,
    emptyMeasurement: '__default',
    numbersOnly: ['metric'],
    underscoreDots: ['custom_object', 'logging'],
    sharedNames: true,
    reservedKeys: { custom_object: ['class', 'date'], logging: ['source', 'date'] },
    refusedKeys: [],
    trimBackslash: true,
  },

  /** InfluxDB 1.x and 2.x: `MaxKeyLength` and the name `time` in models/points.go and tsdb/shard.go. */
  influxdb: {
    ...NO_LIMITS,
    maxTagValueBytes: 65_535,
    maxSeriesKeyBytes: 65_535,
    refusedKeys: ['time'],
    trimBackslash: true,
  },

  /** InfluxDB 2.x keeps measurement and field under names of its own. */
  influxdb2: {
    ...NO_LIMITS,
    maxTagValueBytes: 65_535,
    maxSeriesKeyBytes: 65_535,
    refusedKeys: ['time', '_measurement', '_field'],
    trimBackslash: true,
  },
} as const satisfies Record<string, ReceiverLimits>

/** Why a point, tag or field was changed or left out, by the name that logs and counts use. */
export const LIMIT_REASONS = {
  no_fields: 'no field is left',
  empty_measurement: 'the measurement is empty',
  bad_timestamp: 'the timestamp is no number or out of the range of 64-bit nanoseconds',
  series_key_too_long: 'measurement and tags together are too long',
  measurement_too_long: 'the measurement is too long, and was cut',
  too_many_tags: 'there are too many tags',
  too_many_fields: 'there are too many fields',
  key_too_long: 'a key is too long, and was cut',
  tag_value_too_long: 'a tag value is too long, and was cut',
  string_field_too_long: 'a string field is too long, and was cut',
  control_character: 'a name or tag value had a line break or control character, now a space',
  trailing_backslash: 'a name or tag value ended in a backslash, now removed',
  dot_in_key: 'a key had a dot, now an underscore',
  empty_key: 'a key is empty',
  duplicate_key: 'a key occurs twice, the second was left out',
  reserved_key: 'the receiver fills this key itself',
  refused_key: 'the receiver refuses this key, which got an underscore',
  string_in_metric: 'a metric has numbers only',
  non_finite_number: 'the number is NaN or infinite',
  integer_out_of_range: 'the integer needs more than 64 bits',
  wrong_type: 'the value has a type that no receiver takes',
} as const
export type LimitReason = keyof typeof LIMIT_REASONS
