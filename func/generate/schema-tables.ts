/** Tables of what a JSON Schema allows. */
import { code, table } from './markdown.ts'

export type Schema = Readonly<Record<string, unknown>>

/** One row per parameter of the deploy form, in its order. */
export function parameterTable(schema: Schema): string {
  const required = requiredOf(schema)
  const rows = Object.entries(propertiesOf(schema)).map(([name, property]) => [
    code(name),
    `${typeOf(property)}${property.writeOnly === true ? ', secret' : ''}`,
    required.includes(name) ? 'yes' : '',
    text(property.description),
  ])
  return table(['Parameter', 'Type', 'Required', 'Meaning'], rows)
}

/** One row per key, nested keys as `account.ak_id`. */
export function configTable(schema: Schema): string {
  return table(['Key', 'Type', 'Default', 'Meaning'], configRows(schema, ''))
}

function configRows(schema: Schema, prefix: string): string[][] {
  const required = requiredOf(schema)
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const path = `${prefix}${name}`
    const missing = required.includes(name) ? 'required' : defaultOf(property)
    const row = [code(path), typeOf(property), missing, text(property.description)]
    const items = isSchema(property.items) ? configRows(property.items, `${path}[].`) : []
    return [row, ...configRows(property, `${path}.`), ...items]
  })
}

function defaultOf({ default: value }: Schema): string {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return value === undefined || (isEmpty && !Array.isArray(value)) ? '' : code(JSON.stringify(value))
}

function typeOf(property: Schema): string {
  if ('const' in property) return code(JSON.stringify(property.const))
  if (Array.isArray(property.enum)) return property.enum.map((item) => code(String(item))).join(' or ')
  const choices = property.oneOf ?? property.anyOf
  if (Array.isArray(choices)) return choices.map((choice: Schema) => typeOf(choice)).join(' or ')
  if (property.type !== 'array') return text(property.type)
  return isSchema(property.items) ? `list of ${plural(property.items)}` : 'list'
}

function plural(items: Schema): string {
  return items.type === 'object' ? 'objects' : `${text(items.type)}s`
}

function requiredOf(schema: Schema): string[] {
  return Array.isArray(schema.required) ? schema.required : []
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  return (schema.properties ?? {}) as Record<string, Schema>
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
