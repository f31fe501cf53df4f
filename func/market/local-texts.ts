import type { LocalText, Manifest, Measurement } from './manifest.gen.ts'

/**
 * A manifest with every sentence in both languages: a plain string, as sets of one language and sets installed by
 * earlier versions have it, stands for both. The types of a manifest are those after this.
 */
export function withLocalTexts(manifest: Manifest): Manifest {
  const { title, description, permissions, measurements } = manifest
  return {
    ...manifest,
    title: localText(title),
    description: localText(description),
    ...(permissions && {
      permissions: permissions.map((permission) => ({
        ...permission,
        feature: localText(permission.feature),
        lost: localText(permission.lost),
      })),
    }),
    ...(measurements && { measurements: measurements.map(withTexts) }),
  }
}

function withTexts(measurement: Measurement): Measurement {
  const { description, tags, fields, groups, metrics } = measurement
  return {
    ...measurement,
    description: localText(description),
    tags: tags.map(described),
    ...(fields && { fields: fields.map(described) }),
    ...(groups && { groups: mapValues(groups, localText) }),
    ...(metrics && { metrics: metrics.map(described) }),
  }
}

function described<T extends { description: LocalText | string }>(part: T): T & { description: LocalText } {
  return { ...part, description: localText(part.description) }
}

function mapValues<V, W>(values: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
}

function localText(text: LocalText | string): LocalText {
  return typeof text === 'string' ? { en: text, 'zh-CN': text } : text
}
