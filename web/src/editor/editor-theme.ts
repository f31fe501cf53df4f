/** Looks of CodeMirror, from the variables of the page: it follows light and dark by itself. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const looks = EditorView.theme({
  '&': { fontSize: '12.5px', background: 'var(--card)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '-2px' },
  '.cm-content': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    caretColor: 'var(--mantine-color-text)',
    padding: '10px 0',
  },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { background: 'var(--page)', color: 'var(--text-muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    background: 'color-mix(in srgb, var(--status-running) 8%, transparent)',
  },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground, ::selection': {
    background: 'color-mix(in srgb, var(--status-running) 25%, transparent) !important',
  },
  '.cm-panels': { background: 'var(--page)', color: 'var(--mantine-color-text)' },
  '.cm-content, .cm-gutter': { minHeight: '420px' },
  '.cm-deletedChunk': { background: 'color-mix(in srgb, var(--status-failure) 12%, transparent)' },
  '.cm-changedLine, .cm-insertedLine': {
    background: 'color-mix(in srgb, var(--status-success) 12%, transparent) !important',
  },
})

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier], color: 'var(--status-running)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--status-success)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--status-warning)' },
  { tag: [tags.comment], color: 'var(--text-muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className], color: 'var(--status-warning)' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], fontWeight: '600' },
])

export const editorTheme = [looks, syntaxHighlighting(colors)]
