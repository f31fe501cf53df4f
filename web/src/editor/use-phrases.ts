import { EditorState, type Extension } from '@codemirror/state'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** What CodeMirror itself says, in the language of the page. */
export function usePhrases(): Extension {
  const { t } = useTranslation()
  return useMemo(
    () =>
      EditorState.phrases.of({
        '$ unchanged lines': t('editor.unchanged'),
        Find: t('editor.find'),
        Replace: t('editor.replaceWith'),
        next: t('editor.next'),
        previous: t('editor.previous'),
        all: t('editor.all'),
        'match case': t('editor.matchCase'),
        regexp: t('editor.regexp'),
        'by word': t('editor.byWord'),
        replace: t('editor.replace'),
        'replace all': t('editor.replaceAll'),
        close: t('common.close'),
      }),
    [t],
  )
}
