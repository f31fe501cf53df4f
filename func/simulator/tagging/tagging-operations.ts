import type { Operations } from '../wire/call.ts'
import { integer, list, structure, text } from '../wire/shape.ts'
import { getResources } from './get-resources.ts'

export const TAGGING_OPERATIONS: Operations = {
  GetResources: {
    input: {
      PaginationToken: text({ max: 2048 }),
      TagFilters: list(
        structure({
          Key: text({ min: 1, max: 128, required: true }),
          Values: list(text({ max: 256 }), { max: 20 }),
        }),
        { max: 50 },
      ),
      ResourcesPerPage: integer(),
      TagsPerPage: integer(),
      ResourceTypeFilters: list(text({ max: 256 })),
      ResourceARNList: list(text({ min: 1, max: 1011 }), { min: 1, max: 100 }),
    },
    run: getResources,
  },
}
