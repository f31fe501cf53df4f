/** What can go wrong at AWS, and what a run makes of it. */
import type { Faults } from '#func/simulator/simulator.ts'
import type { ErrorScreen } from '../console/error-screen.ts'
import { type DeployedAccount, REGIONS } from './simulated-account.ts'

export interface Failure {
  readonly screen: ErrorScreen
  /** Regions whose watermark moves all the same. */
  readonly done?: readonly string[]
  /** Regions whose watermark stays. @default {REGIONS} */
  readonly failed?: readonly string[]
}

export interface AwsFault {
  readonly title: string
  readonly faults?: Faults
  readonly account?: Partial<DeployedAccount>
  readonly failure: Failure
  /** Regions collected in the end. @default {REGIONS} */
  readonly healed?: readonly string[]
}

export const AWS_FAULTS: readonly AwsFault[] = [
  {
    title: 'the key was wrong',
    account: { keyId: 'AKIAI44QH8DHBEXAMPLE' },
    failure: { screen: { status: 1, code: 'FUNC_ERR_AWS_CREDENTIALS_INVALID', says: ['Check access key'] } },
  },
  {
    title: 'the secret was wrong',
    account: { secret: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' },
    failure: { screen: { status: 1, code: 'FUNC_ERR_AWS_CREDENTIALS_INVALID', says: ['Check access key'] } },
  },
  {
    title: 'cloudwatch:GetMetricData was not allowed',
    faults: { deny: ['cloudwatch:GetMetricData'] },
    failure: {
      screen: {
        status: 3,
        code: 'FUNC_ERR_AWS_ACCESS_DENIED',
        says: ['cloudwatch:GetMetricData', 'funcbox policy', ...REGIONS],
      },
    },
  },
  {
    title: 'lambda:ListFunctions was not allowed',
    faults: { deny: ['lambda:ListFunctions'] },
    failure: {
      screen: {
        status: 3,
        code: 'FUNC_ERR_AWS_ACCESS_DENIED',
        says: ['lambda:ListFunctions', 'funcbox policy', ...REGIONS],
      },
      done: REGIONS,
      failed: [],
    },
  },
  {
    title: 'a region did not exist',
    account: { regions: ['us-east-1', 'us-esat-1'] },
    failure: {
      screen: {
        status: 3,
        code: 'FUNC_ERR_AWS_REGION_UNKNOWN',
        says: ['in us-esat-1', "did you mean 'us-east-1'?"],
      },
      done: ['us-east-1'],
      failed: ['us-esat-1'],
    },
    healed: ['us-east-1'],
  },
  {
    title: 'the endpoint could not be reached',
    account: { endpoint: 'http://127.0.0.1:1' },
    failure: { screen: { status: 1, code: 'FUNC_ERR_AWS_UNREACHABLE', says: ['127.0.0.1:1'] } },
  },
  {
    title: 'one region was down',
    faults: { down: ['eu-west-1'] },
    failure: {
      screen: { status: 3, code: 'FUNC_ERR_AWS_UNREACHABLE', says: ['eu-west-1 metrics AWS/Lambda'] },
      done: ['us-east-1'],
      failed: ['eu-west-1'],
    },
  },
]
