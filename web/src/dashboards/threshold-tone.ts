import type { DashboardPanel } from './dashboard-file.ts'

/** Colour of the highest threshold that the value has reached. */
export function thresholdTone(
  value: number | null,
  thresholds: DashboardPanel['thresholds'] = [],
): string | undefined {
  const reached = thresholds.filter((threshold) => value !== null && value >= threshold.value)
  if (reached.some(({ level }) => level === 'critical')) return 'var(--status-failure)'
  return reached.length > 0 ? 'var(--status-warning)' : undefined
}
