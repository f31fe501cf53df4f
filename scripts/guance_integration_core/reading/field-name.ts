/** `<Metric>_<Statistic>`; what a line-protocol reader would stumble over is replaced: `PR(:10)` → `PR_10`. Pure. */
export function fieldName(metric: string, statistic: string): string {
  return `${metric}_${statistic.replace(/[^\w.]+/g, '_').replace(/_+$/, '')}`
}
