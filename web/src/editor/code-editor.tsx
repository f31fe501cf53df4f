import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { editorTheme } from './editor-theme.ts'
import { usePhrases } from './use-phrases.ts'

interface CodeEditorProps {
  readonly text: string
  readonly label: string
  readonly readOnly: boolean
  readonly onChange: (text: string) => void
  readonly onSave: () => void
}

/** TypeScript, as text. Tab indents while typing; Escape first lets Tab leave the editor. */
export function CodeEditor({ text, label, readOnly, onChange, onSave }: CodeEditorProps) {
  const frame = useRef<HTMLDivElement>(null)
  const latest = useRef({ text, onChange, onSave })
  latest.current = { text, onChange, onSave }
  const phrases = usePhrases()
  useEffect(() => {
    if (frame.current === null) return
    const saveKey = keymap.of([{ key: 'Mod-s', run: () => save(latest.current), preventDefault: true }])
    const watch = EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString())
    })
    const extensions = [phrases, saveKey, watch, ...basics(label, readOnly)]
    const view = new EditorView({
      parent: frame.current,
      state: EditorState.create({ doc: latest.current.text, extensions }),
    })
    return () => view.destroy()
  }, [label, readOnly, phrases])
  return <div ref={frame} />
}

function save({ onSave }: Pick<CodeEditorProps, 'onSave'>): true {
  onSave()
  return true
}

function basics(label: string, readOnly: boolean) {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    javascript({ typescript: true }),
    keymap.of([
      { key: 'Tab', run: indentMore, shift: indentLess },
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.readOnly.of(readOnly),
    EditorState.tabSize.of(2),
    ...editorTheme,
  ]
}
