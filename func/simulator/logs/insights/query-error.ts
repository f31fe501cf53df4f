import { AwsError } from '../../wire/aws-error.ts'

/** @param offset of the character where the query is wrong */
export function malformedQuery(reason: string, offset = 0): AwsError {
  const message = `unexpected symbol found: ${reason}`
  return new AwsError('MalformedQueryException', message, {
    members: {
      queryCompileError: { location: { startCharOffset: offset, endCharOffset: offset + 1 }, message },
    },
  })
}

/** No error of AWS: the query is right, and only the simulator cannot run it. */
export function notSimulatedQuery(what: string): AwsError {
  return new AwsError(
    'NotSimulatedException',
    `The simulated account does not know ${what} of CloudWatch Logs Insights`,
  )
}
