import { javascript } from '@codemirror/lang-javascript'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { editorTheme } from './editor-theme.ts'
import { usePhrases } from './use-phrases.ts'

interface CodeDiffProps {
  /** As it would be generated. */
  readonly original: string
  readonly text: string
  readonly label: string
}

/** How a text differs from its original, line by line. */
export function CodeDiff({ original, text, label }: CodeDiffProps) {
  const frame = useRef<HTMLDivElement>(null)
  const phrases = usePhrases()
  useEffect(() => {
    if (frame.current === null) return
    const extensions = [
      phrases,
      lineNumbers(),
      javascript({ typescript: true }),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      unifiedMergeView({ original, mergeControls: false, collapseUnchanged: { margin: 4, minSize: 8 } }),
      ...editorTheme,
    ]
    const view = new EditorView({
      parent: frame.current,
      state: EditorState.create({ doc: text, extensions }),
    })
    return () => view.destroy()
  }, [original, text, label, phrases])
  return <div ref={frame} />
}
