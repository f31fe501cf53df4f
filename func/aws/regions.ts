/**
 * The regions that are known, by partition.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (read 2026-08)
 */
import { partition as sdkPartition } from '@aws-sdk/core/client'
import { closest } from '../did-you-mean.ts'
import { FuncError } from '../errors.ts'

const REGIONS = {
  aws: `af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
    ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
    ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
    eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1
    us-east-2 us-west-1 us-west-2`,
  'aws-cn': 'cn-north-1 cn-northwest-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1 us-iso-west-1',
  'aws-iso-b': 'us-isob-east-1 us-isob-west-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-east-1 us-isof-south-1',
  'aws-us-gov': 'us-gov-east-1 us-gov-west-1',
} as const

/** On for every account since its creation; all others of partition `aws` must be switched on first. */
const ALWAYS_ON = new Set(
  `ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1
   eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`.split(
    /\s+/,
  ),
)

const PARTITIONS = new Map(
  Object.entries(REGIONS).flatMap(([partition, regions]) =>
    regions.split(/\s+/).map((region) => [region, partition] as const),
  ),
)

const FORM = /^[a-z]{2,4}(-[a-z]+)+-\d+$/

/** `aws`, `aws-cn`, `aws-us-gov` …, by the rules of the SDK, which know regions to come by their form. */
export function partitionOf(region: string): string {
  return sdkPartition(region).name
}

/** One region of each partition that answers for its accounts, and is on in all of them; the common ones first. */
const HOMES: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
}
/** Keys of one partition are unknown to the others. The isolated ones have no way to the others. */
export const OPEN_HOMES: readonly string[] = Object.values(HOMES).slice(0, 4)

export function homeRegion(region: string): string {
  return HOMES[partitionOf(region)] ?? region
}

/** Whether it is in the table: AWS may have newer ones. */
export function isKnownRegion(region: string): boolean {
  return PARTITIONS.has(region)
}

/** Whether an account has to switch this region on before it can be used. */
export function isOptIn(region: string): boolean {
  return partitionOf(region) === 'aws' && !ALWAYS_ON.has(region)
}

/**
 * For a region that somebody has named. Regions newer than the table are taken where AWS lists them.
 * @throws FUNC_ERR_AWS_REGION_UNKNOWN
 */
export function checkRegion(region: string): void {
  if (isKnownRegion(region)) return
  const guess = closestRegion(region)
  const reason = isRegionForm(region)
    ? 'no AWS region that is known has this id'
    : 'it does not have the form of a region id, e.g. us-east-1'
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`
  throw unknownRegion(region, `${reason}${hint}`, guess)
}

/** @throws FUNC_ERR_AWS_REGION_UNKNOWN */
export function checkRegionForm(region: string): void {
  if (!isRegionForm(region)) checkRegion(region)
}

/** Of those in the table. */
export function closestRegion(region: string): string | undefined {
  return closest(region.trim().replace(/[_\s]/g, '-'), [...PARTITIONS.keys()])
}

/** What has another form is refused by the manifest. */
export function isRegionForm(region: string): boolean {
  return FORM.test(region)
}

function unknownRegion(region: string, reason: string, guess: string | undefined): FuncError {
  return new FuncError('FUNC_ERR_AWS_REGION_UNKNOWN', `Cannot use region '${region}' as ${reason}`, {
    details: { region, guess },
    ...(guess === undefined
      ? {}
      : { todo: `Write ${guess}, or deploy with force where the region is newer than funcbox` }),
  })
}
