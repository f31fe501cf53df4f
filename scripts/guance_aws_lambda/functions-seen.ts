/** What a run has seen of the functions, to name what of their selection matches nothing. */
import {
  functionTags,
  type LambdaFunction,
  type SeenResource,
  type TagsByArn,
  type Unmatched,
  unmatchedResources,
} from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'

export class FunctionsSeen {
  readonly #config: Config
  readonly #seen: SeenResource[] = []
  #isWhole = true

  constructor(config: Config) {
    this.#config = config
  }

  /** All functions of a region, wanted or not. */
  add({ listed, tags }: { readonly listed: readonly LambdaFunction[]; readonly tags: TagsByArn }): void {
    const nameFrom = this.#config.object_name
    for (const lambda of listed) {
      const joinable = Object.keys(functionTags({ lambda, regionTags: {}, resourceTags: {}, nameFrom }))
      this.#seen.push({ name: lambda.FunctionName, tags: tags.get(lambda.FunctionArn) ?? {}, joinable })
    }
  }

  /** A region is known from an earlier run, without what is not wanted. */
  leaveOut(): void {
    this.#isWhole = false
  }

  unmatched(): readonly Unmatched[] {
    const { functions, join_tags } = this.#config
    return this.#isWhole ? unmatchedResources(functions, join_tags, this.#seen) : []
  }
}
