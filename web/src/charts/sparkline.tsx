/** A small line without axes; gaps stay gaps. Drawn as SVG: too small to load a library for. */
export function Sparkline({
  values,
  height,
}: {
  readonly values: readonly (number | null)[]
  readonly height: number
}) {
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path
        d={pathOf(values, height)}
        fill="none"
        stroke="var(--status-running)"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

function pathOf(values: readonly (number | null)[], height: number): string {
  const known = values.filter((value) => value !== null)
  const most = Math.max(...known, 0) || 1
  const step = 100 / Math.max(1, values.length - 1)
  let pen = 'M'
  const parts: string[] = []
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M'
      return
    }
    parts.push(
      `${pen}${(index * step).toFixed(2)} ${(height - 2 - (value / most) * (height - 4)).toFixed(2)}`,
    )
    pen = 'L'
  })
  return parts.join('')
}
