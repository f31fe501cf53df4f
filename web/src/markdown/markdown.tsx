import { lazy, Suspense } from 'react'

const MarkdownText = lazy(async () => ({ default: (await import('./markdown-text.tsx')).MarkdownText }))

/** Markdown of a script set; what reads it is loaded with the first text. */
export function Markdown({ source }: { readonly source: string }) {
  return (
    <Suspense fallback={null}>
      <MarkdownText source={source} />
    </Suspense>
  )
}
