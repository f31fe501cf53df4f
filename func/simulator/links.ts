/** CloudWatch cross-account observability: which accounts share their metrics with which, region by region. */

export interface SimLink {
  /** The account whose metrics are shared. */
  readonly source: string
  /** The account that sees them. @default the simulator's own */
  readonly monitoring?: string
  /** @default all */
  readonly regions?: readonly string[]
}

/** The accounts that share their metrics with this one in this region. */
export function linkedAccounts(
  links: readonly SimLink[],
  { own, account, region }: { readonly own: string; readonly account: string; readonly region: string },
): readonly string[] {
  return links
    .filter(({ monitoring = own, regions }) => monitoring === account && (regions?.includes(region) ?? true))
    .map(({ source }) => source)
}
