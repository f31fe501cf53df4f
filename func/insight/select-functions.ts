import type {
  FunctionFigures,
  FunctionHealth,
  FunctionSelection,
  FunctionSort,
} from '../model/function-health.ts'

const FIGURES: Readonly<Partial<Record<FunctionSort, keyof FunctionFigures>>> = {
  invocations: 'invocations',
  errors: 'errors',
  throttles: 'throttles',
  duration: 'averageMs',
}

/** The most first, those without a value last; of as many, the one more in trouble. */
export function selectFunctions(
  functions: readonly FunctionHealth[],
  { sort, name = '', troubled = false }: FunctionSelection,
): readonly FunctionHealth[] {
  const part = name.toLowerCase()
  const found = functions.filter(
    (each) => each.name.toLowerCase().includes(part) && (!troubled || each.troubles.length > 0),
  )
  return sorted(found, sort)
}

function sorted(functions: readonly FunctionHealth[], sort: FunctionSort): readonly FunctionHealth[] {
  if (sort === 'name') return functions.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const figure = FIGURES[sort]
  if (figure === undefined) return functions
  return functions.toSorted((a, b) => (b.now[figure] ?? -1) - (a.now[figure] ?? -1))
}
