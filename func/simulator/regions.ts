/** Regions of the commercial partition that every account has; the others must be switched on first. */
const DEFAULT_REGIONS: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]

const OPT_IN_REGIONS: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
]

/** Other partitions. */
const FOREIGN_REGIONS: readonly string[] = [
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
]

/** Every region that the simulator knows. */
export const REGIONS: readonly string[] = [...DEFAULT_REGIONS, ...OPT_IN_REGIONS, ...FOREIGN_REGIONS]

export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-iso' | 'aws-iso-b'

export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  if (region.startsWith('us-isob-')) return 'aws-iso-b'
  if (region.startsWith('us-iso-')) return 'aws-iso'
  return 'aws'
}

export interface RegionStatus {
  readonly RegionName: string
  readonly RegionOptStatus: 'ENABLED' | 'ENABLED_BY_DEFAULT' | 'DISABLED'
}

/** What Account's ListRegions answers: the regions of one partition, with whether the account may use them. */
export function regionStatuses(partition: Partition, enabled: ReadonlySet<string>): readonly RegionStatus[] {
  return REGIONS.filter((region) => partitionOf(region) === partition)
    .toSorted()
    .map((region) => ({ RegionName: region, RegionOptStatus: statusOf(region, enabled) }))
}

function statusOf(region: string, enabled: ReadonlySet<string>): RegionStatus['RegionOptStatus'] {
  if (!enabled.has(region)) return 'DISABLED'
  return OPT_IN_REGIONS.includes(region) ? 'ENABLED' : 'ENABLED_BY_DEFAULT'
}
