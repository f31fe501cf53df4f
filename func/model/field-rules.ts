/** What the values of a field become when points are put together: from the manifests of script sets. Pure. */
import type { FieldRule } from './queries.ts'

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
