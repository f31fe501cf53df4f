import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './theme/theme.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createI18n, initialLanguage } from './i18n/i18n.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('Cannot start the console as the page has no #root')
const i18n = await createI18n(initialLanguage())
createRoot(root).render(<App i18n={i18n} />)
