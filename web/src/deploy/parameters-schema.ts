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
  readonly i18n?: Readonly<Record<string, { readonly title?: string; readonly description?: string }>>
}

export type Parameters = Readonly<Record<string, unknown>>

/** Titles and descriptions in the given language; the rest as it is. */
export function localizedSchema(schema: ParametersSchema, language: string): ParametersSchema {
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    const texts = property.i18n?.[language]
    return [name, { ...property, ...texts }] as const
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** What was filled in: empty texts and lists count as left out. */
export function filledIn(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => !isEmpty(value)))
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
