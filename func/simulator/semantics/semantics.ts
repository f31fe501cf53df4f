import { CLOUDWATCH_SEMANTICS } from './cloudwatch.ts'
import { LAMBDA_SEMANTICS } from './lambda.ts'
import { LOGS_SEMANTICS } from './logs.ts'
import { WIRE_SEMANTICS } from './wire.ts'

/** Every rule of AWS that the simulated account keeps, by area. */
export const SEMANTICS = [
  ...WIRE_SEMANTICS,
  ...CLOUDWATCH_SEMANTICS,
  ...LAMBDA_SEMANTICS,
  ...LOGS_SEMANTICS,
] as const

export type SemanticId = (typeof SEMANTICS)[number]['id']
