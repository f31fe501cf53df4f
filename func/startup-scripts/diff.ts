import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

export interface DiffLabels {
  readonly before: string
  readonly after: string
}

/** A unified diff; empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, labels: DiffLabels): string {
  if (before === after) return ''
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY }
  return createTwoFilesPatch(labels.before, labels.after, before, after, undefined, undefined, options)
}
