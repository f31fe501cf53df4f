/** What the values of a field become when points are put together: from the manifests of script sets. Pure. */
import type { Aggregation } from './queries.ts'

export interface FieldRule {
  /** A name, or one with `<name>` for any text: `<name>.avg`. */
  readonly field: string
  readonly aggregation: Exclude<Aggregation, 'default'>
  /** The field that holds how many samples each average is of; `<name>` is the same text as in `field`. */
  readonly weight?: string
  /** What a point without the field means in an expression: no cold starts are 0 of them. */
  readonly absent?: 0
}

const ANY = '<name>'

/** The rule of a field: its own, else the most exact one with `<name>`. */
export function ruleOf(field: string, rules: readonly FieldRule[]): FieldRule | undefined {
  const own = rules.find((rule) => rule.field === field)
  if (own !== undefined) return own
  const [best] = rules
    .filter((rule) => anyText(field, rule.field) !== undefined)
    .sort((a, b) => b.field.length - a.field.length)
  if (best === undefined) return undefined
  const weight = best.weight?.replace(ANY, () => anyText(field, best.field) ?? '')
  return { ...best, field, ...(weight === undefined ? {} : { weight }) }
}

/** What stands for `<name>` in a field. */
function anyText(field: string, pattern: string): string | undefined {
  const [before, after] = pattern.split(ANY)
  if (before === undefined || after === undefined) return undefined
  const fits =
    field.length > before.length + after.length && field.startsWith(before) && field.endsWith(after)
  return fits ? field.slice(before.length, field.length - after.length) : undefined
}
