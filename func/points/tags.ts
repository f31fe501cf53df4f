type Tags = Readonly<Record<string, string>>

/** The same text for the same tags, whatever their order. */
export function canonicalTags(tags: Tags): string {
  const names = Object.keys(tags).sort()
  let json = ''
  for (const name of names) json += `${json && ','}${JSON.stringify(name)}:${JSON.stringify(tags[name])}`
  return `{${json}}`
}

/** Class and name distinguish objects, and so do account, region and cloud where a name is used in several of them. */
const IDENTITY = ['name', 'AccountId', 'account_name', 'RegionId', 'cloud_provider']

/** An object without a name is identified by all its tags. */
export function objectIdentity(tags: Tags): string {
  if (tags.name === undefined) return canonicalTags(tags)
  return canonicalTags(Object.fromEntries(Object.entries(tags).filter(([name]) => IDENTITY.includes(name))))
}
