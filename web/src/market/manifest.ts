/** The parts of a manifest that the console reads; manifests/schema/manifest.schema.json describes all of them. */
import type { LocalText } from '../api/types.gen.ts'
import type { ParametersSchema } from '../deploy/parameters-schema.ts'

export interface ManifestView {
  readonly parameters?: ParametersSchema
  readonly schedule?: { readonly cron: string; readonly timezone?: string; readonly timeoutSeconds?: number }
  readonly requires?: Readonly<Record<string, string>>
  readonly measurements?: readonly MeasurementView[]
}

export interface MeasurementView {
  readonly name: string
  readonly category: string
  readonly namespace?: string
  readonly description: LocalText
  readonly tags: readonly { readonly name: string; readonly description: LocalText }[]
  readonly fields?: readonly {
    readonly name: string
    readonly type: 'float' | 'integer' | 'string' | 'boolean'
    readonly unit?: string
    readonly description: LocalText
  }[]
  /** Titles of groups of metrics. */
  readonly groups?: Readonly<Record<string, LocalText>>
  readonly metrics?: readonly {
    readonly name: string
    readonly group: string
    readonly unit: string
    readonly statistics: readonly string[]
    readonly description: LocalText
  }[]
}
