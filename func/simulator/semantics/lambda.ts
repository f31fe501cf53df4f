import type { Semantic } from './semantic.ts'

export const LAMBDA_SEMANTICS = [
  {
    id: 'lambda.list-functions-page',
    rule: 'ListFunctions returns 50 functions a page at the most, also when more are asked for',
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html',
  },
] as const satisfies readonly Semantic[]
