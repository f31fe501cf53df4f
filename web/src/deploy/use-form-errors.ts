import { type ErrorSchema, toErrorSchema } from '@rjsf/utils'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'
import type { ParameterProblem } from './check-parameters.ts'
import type { Parameters } from './parameters-schema.ts'

/** What to show at each field: what we found, and what the server found. */
export function useFormErrors(
  problems: readonly ParameterProblem[],
  refused: Error | null,
): ErrorSchema<Parameters> {
  const { t } = useTranslation()
  return useMemo(() => {
    const ours = problems.map(({ name, key, values }) => ({ name, message: t(`problem.${key}`, values) }))
    const all = [...ours, ...serverProblems(refused)]
    return toErrorSchema<Parameters>(
      all.map(({ name, message }) => ({ property: `.${name}`, message, stack: message })),
    )
  }, [problems, refused, t])
}

const PREFIX = /^(?:body\.)?(?:parameters|options)\.?/

/** By field: a place within a list is shown at the list. */
function serverProblems(error: Error | null): { readonly name: string; readonly message: string }[] {
  const problems = error instanceof ApiError ? error.problems : []
  return problems
    .filter(({ path }) => PREFIX.test(path))
    .map(({ path, message }) => ({ name: path.replace(PREFIX, '').replace(/[[.].*$/, ''), message }))
}
