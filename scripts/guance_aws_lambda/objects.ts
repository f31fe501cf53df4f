/** The custom object of a function. Pure. Tags and fields are a promise to those who query them. */
import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import type { FieldValue, Point } from '#func/script.ts'
import { type FunctionTagParts, functionTags } from '../guance_integration_core/index.ts'
import { maskEnvironment } from './masking.ts'
import type { FunctionUrl } from './urls.ts'

export const CLASS = 'aws_lambda'

export interface ObjectParts extends FunctionTagParts {
  readonly mappings: readonly EventSourceMappingConfiguration[]
  readonly url: FunctionUrl | undefined
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** @see https://docs.guance.com/en/integrations/aws_lambda/#object */
export function functionObject(parts: ObjectParts): Point {
  return {
    measurement: CLASS,
    tags: { ...functionTags(parts), class: CLASS },
    fields: objectFields(parts),
    timestamp: parts.timestamp,
  }
}

function objectFields({ lambda, mappings, url }: ObjectParts): Record<string, FieldValue> {
  const { VpcConfig: vpc } = lambda
  const numbers = {
    MemorySize: lambda.MemorySize,
    Timeout: lambda.Timeout,
    CodeSize: lambda.CodeSize,
    EphemeralStorage: lambda.EphemeralStorage?.Size,
  }
  return {
    CreatedTime: isoSeconds(lambda.LastModified),
    ListenerDescriptions: JSON.stringify(listeners(mappings, url)),
    AvailabilityZones: JSON.stringify({
      VpcId: vpc?.VpcId ?? '',
      SubnetIds: vpc?.SubnetIds ?? [],
      SecurityGroupIds: vpc?.SecurityGroupIds ?? [],
    }),
    message: JSON.stringify(maskEnvironment(lambda)),
    ...Object.fromEntries(
      Object.entries(numbers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, BigInt(value)]],
      ),
    ),
  }
}

function listeners(
  mappings: readonly EventSourceMappingConfiguration[],
  url: FunctionUrl | undefined,
): Record<string, unknown>[] {
  const sources = mappings.map((mapping) => ({
    Type: 'EventSourceMapping',
    UUID: mapping.UUID,
    EventSourceArn: mapping.EventSourceArn,
    State: mapping.State,
    BatchSize: mapping.BatchSize,
  }))
  const urls =
    url === undefined ? [] : [{ Type: 'FunctionUrl', FunctionUrl: url.url, AuthType: url.authType }]
  return [...sources, ...urls]
}

/** AWS writes `2022-03-09T06:13:31.000+0000`. */
function isoSeconds(time: string | undefined): string {
  const date = new Date((time ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19)}Z`
}
