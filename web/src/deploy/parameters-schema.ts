/** The JSON Schema of a deploy form, as far as the form looks into it. */
export interface ParametersSchema {
  readonly type: 'object'
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, ParameterSchema>>
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>
  readonly dependentSchemas?: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, ValueSchema>> }>
  >
}

/** Keywords on one value; `wanted` says what would be right. */
export interface ValueSchema {
  readonly type?: string
  readonly not?: object
  readonly wanted?: string
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly items?: ValueSchema
  /** The same keywords in other languages. */
  readonly i18n?: Readonly<Record<string, Translation>>
}

interface Translation {
  readonly title?: string
  readonly description?: string
  readonly wanted?: string
}

export interface ParameterSchema extends ValueSchema {
  readonly title: string
  readonly description?: string
  /** A secret. */
  readonly writeOnly?: boolean
  /** Asked for on a terminal too: shown first. */
  readonly prompt?: boolean
  readonly examples?: readonly unknown[]
  /** What holds when nothing is filled in. */
  readonly default?: unknown
}

export type Parameters = Readonly<Record<string, unknown>>

/** What people read of it in the given language, what is wanted among it; the rest as it is. */
export function localizedSchema(schema: ParametersSchema, language: string): ParametersSchema {
  const value = <T extends ValueSchema>(one: T): T => ({
    ...one,
    ...one.i18n?.[language],
    ...(one.items && { items: value(one.items) }),
  })
  const values = <T extends ValueSchema>(all: Readonly<Record<string, T>>) => mapValues(all, value)
  const { properties, dependentSchemas = {} } = schema
  return {
    ...schema,
    properties: values(properties),
    dependentSchemas: mapValues(dependentSchemas, (rules) => ({
      ...(rules.properties && { properties: values(rules.properties) }),
    })),
  }
}

function mapValues<V, W>(values: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
}

/** What was filled in: empty texts and lists count as left out. */
export function filledIn(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => !isEmpty(value)))
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
