/**
 * Answers as JSON: what their schema does not name is left out, so that nothing leaves the server by accident. Made of
 * the schema when it is first used: compiled serializers of all operations would take a second of every start.
 */
import type { Schema } from './schema.ts'
import { COMPONENTS } from './schemas/index.ts'

type Pick = (value: unknown) => unknown

const asItIs: Pick = (value) => value
const components = new Map<string, Pick>()

export function createSerializerCompiler() {
  return ({ schema }: { readonly schema: unknown }): ((value: unknown) => string) => {
    let pick: Pick | undefined
    return (value) => {
      pick ??= pickerOf(schema as Schema)
      return JSON.stringify(pick(value))
    }
  }
}

/** Gives a copy of a value that holds only what the schema names. */
export function pickerOf(schema: Schema): Pick {
  if (typeof schema.$ref === 'string') return componentPicker(schema.$ref.slice(0, -1))
  if (Array.isArray(schema.anyOf)) return nullablePicker(schema.anyOf as readonly Schema[])
  if (schema.items !== undefined) return listPicker(pickerOf(schema.items as Schema))
  if (schema.type !== undefined && [schema.type].flat().includes('object')) return objectPicker(schema)
  return asItIs
}

/** Components may name each other: looked up when a value comes. */
function componentPicker(name: string): Pick {
  return (value) => {
    const known = components.get(name) ?? pickerOf(COMPONENTS[name] ?? {})
    components.set(name, known)
    return known(value)
  }
}

/** The only choice that answers have: something, or null. */
function nullablePicker([schema = {}]: readonly Schema[]): Pick {
  const pick = pickerOf(schema)
  return (value) => (value === null ? null : pick(value))
}

function listPicker(pick: Pick): Pick {
  return (value) => (Array.isArray(value) ? value.map(pick) : value)
}

function objectPicker({ properties = {}, additionalProperties = false }: Schema): Pick {
  const known = new Map(
    Object.entries(properties as Schema).map(([name, each]) => [name, pickerOf(each as Schema)]),
  )
  const others = othersPicker(additionalProperties)
  return (value) => {
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).flatMap(([name, item]) => {
      const pick = known.get(name) ?? others
      return pick === undefined ? [] : [[name, pick(item)]]
    })
    return Object.fromEntries(entries)
  }
}

function othersPicker(additional: unknown): Pick | undefined {
  if (additional === false) return undefined
  return additional === true ? asItIs : pickerOf(additional as Schema)
}
