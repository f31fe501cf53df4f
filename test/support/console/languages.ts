/** Whether what people read is there in both languages of the console. */
export const CHINESE = /[\u4e00-\u9fff]/

/** A sentence with the place where it stands. */
export type LocalizedText = readonly [where: string, text: unknown]

/** Names are the same in every language. */
const NAMES = /^(AWS AK ID|AWS AK SECRET|Lambda Insights|Insights|DataKit|InfluxDB [12]\.x|VictoriaMetrics)$/

/** The places whose text is not there in English and in Chinese. */
export function untranslated(texts: readonly LocalizedText[]): string[] {
  return texts.filter(([, text]) => !isTranslated(text)).map(([where]) => where)
}

function isTranslated(text: unknown): boolean {
  const { en = '', 'zh-CN': chinese = '' } = text as { en?: string; 'zh-CN'?: string }
  if (en === '' || CHINESE.test(en)) return false
  return CHINESE.test(chinese) || (NAMES.test(en) && chinese === en)
}

/** Texts of our own vocabulary, which hold both languages. */
export function textsIn(value: unknown, where: string): LocalizedText[] {
  return entriesOf(value).flatMap(([key, child]) => {
    const path = `${where}.${key}`
    if (['title', 'description', 'feature', 'lost'].includes(key)) return [[path, child]]
    if (key === 'groups')
      return entriesOf(child).map(([name, text]): LocalizedText => [`${path}.${name}`, text])
    return textsIn(child, path)
  })
}

/** Keywords of a JSON Schema that people read, with their translation beside them under `i18n`. */
export function textsOfSchema(value: unknown, where: string): LocalizedText[] {
  const { 'zh-CN': chinese = {} } = (Object(value).i18n ?? {}) as { 'zh-CN'?: Record<string, string> }
  return entriesOf(value).flatMap(([key, child]): LocalizedText[] => {
    const path = `${where}.${key}`
    if (key === 'i18n') return []
    const isText = typeof child === 'string' && ['title', 'description', 'wanted'].includes(key)
    return isText ? [[path, { en: child, 'zh-CN': chinese[key] }]] : textsOfSchema(child, path)
  })
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
