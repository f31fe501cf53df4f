/** Sinks and settings. */
import {
  anyObject,
  boolean,
  described,
  json,
  list,
  mapOf,
  nullable,
  object,
  ref,
  type Schema,
  string,
  time,
} from '../schema.ts'

export const SINK_OPTIONS: Schema = {
  type: 'object',
  additionalProperties: true,
  maxProperties: 100,
  description: 'Options of the type; a secret left out keeps its stored value',
}

export const HOST_SCHEMAS: Readonly<Record<string, Schema>> = {
  SinkType: object({
    type: string,
    title: ref('LocalText'),
    schema: described(anyObject, 'JSON Schema of its options; `i18n` holds their texts in other languages'),
  }),
  SinkTypes: object({ items: list(ref('SinkType')) }),
  Sink: object({
    name: string,
    type: string,
    options: described(mapOf(json), 'Without secrets'),
    secrets: described(list(string), 'Names of the secret options that have a value'),
    required: described(boolean, 'Holds back progress until it has acknowledged'),
    implicit: described(boolean, 'The embedded store, in use as no sink is configured'),
    createdAt: nullable(time),
  }),
  Sinks: object({ items: list(ref('Sink')) }),
  SinkRequest: object(
    {
      type: { type: 'string', maxLength: 60 },
      options: SINK_OPTIONS,
      required: { type: 'boolean', default: true },
      check: { type: 'boolean', default: true, description: 'Ask the receiver before it is saved' },
    },
    ['options', 'required', 'check'],
  ),
  SinkHealth: object({ name: string, ok: boolean, message: string }),
  Setting: object({
    section: string,
    key: string,
    value: json,
    default: json,
    description: ref('LocalText'),
    variable: described(string, 'Environment variable that sets it'),
  }),
  Settings: object({
    items: list(ref('Setting')),
    home: described(string, 'Name of the home folder, without its path'),
    version: string,
  }),
}
