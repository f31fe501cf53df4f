/**
 * The regions that are known, by partition.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (read 2026-08)
 */
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

/** `aws`, `aws-cn`, `aws-us-gov` …; undefined for an unknown region. */
export function partitionOf(region: string): string | undefined {
  return PARTITIONS.get(region)
}

/** Whether an account has to switch this region on before it can be used. */
export function isOptIn(region: string): boolean {
  return PARTITIONS.get(region) === 'aws' && !ALWAYS_ON.has(region)
}

/**
 * @param extra Regions newer than the table.
 * @throws FUNC_ERR_AWS_REGION_UNKNOWN
 */
export function checkRegion(region: string, extra: readonly string[] = []): void {
  if (PARTITIONS.has(region) || extra.includes(region)) return
  const guess = closest(region.trim().replace(/[_\s]/g, '-'), [...PARTITIONS.keys()])
  const reason = FORM.test(region)
    ? 'no AWS region has this id'
    : 'it does not have the form of a region id, e.g. us-east-1'
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`
  throw new FuncError('FUNC_ERR_AWS_REGION_UNKNOWN', `Cannot use region '${region}' as ${reason}${hint}`, {
    details: { region, guess },
  })
}
