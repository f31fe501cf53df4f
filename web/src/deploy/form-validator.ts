import type { RJSFSchema, RJSFValidationError, ValidatorType } from '@rjsf/utils'
import { toErrorSchema } from '@rjsf/utils'
import type { ParameterProblem } from './check-parameters.ts'
import type { Parameters } from './parameters-schema.ts'

/** What rjsf asks of a validator, answered by `checkParameters`. */
export function createFormValidator(
  check: (parameters: Parameters) => readonly ParameterProblem[],
  tell: (problem: ParameterProblem) => string,
): ValidatorType<Parameters, RJSFSchema> {
  const errorsOf = (parameters: Parameters | undefined): RJSFValidationError[] =>
    check(parameters ?? {}).map((problem) => ({
      property: `.${problem.name}`,
      name: problem.key,
      message: tell(problem),
      stack: tell(problem),
    }))
  return {
    validateFormData(parameters) {
      const errors = errorsOf(parameters)
      return { errors, errorSchema: toErrorSchema<Parameters>(errors) }
    },
    isValid: () => true,
    rawValidation: () => ({}),
  }
}
