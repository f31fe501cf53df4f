import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { localizedSchema, type ParametersSchema } from './parameters-schema.ts'

/** The schema in the language in use, for the form and for what is said about its values. */
export function useLocalizedSchema(schema: ParametersSchema): ParametersSchema
export function useLocalizedSchema(schema: ParametersSchema | undefined): ParametersSchema | undefined
export function useLocalizedSchema(schema: ParametersSchema | undefined): ParametersSchema | undefined {
  const { language } = useTranslation().i18n
  return useMemo(() => schema && localizedSchema(schema, language), [schema, language])
}
