/** A sentence for people in the languages of the console; manifests and the HTTP API have the same shape. */
export type LocalText = Readonly<Record<'en' | 'zh-CN', string>>
