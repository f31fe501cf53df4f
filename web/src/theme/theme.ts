/** Looks of the console: one accent, a small type scale, compact controls. */
import {
  Alert,
  createTheme,
  Drawer,
  InputWrapper,
  type MantineColorsTuple,
  Modal,
  MultiSelect,
  Notification,
  PillsInput,
  SegmentedControl,
  Table,
  Tooltip,
} from '@mantine/core'

/** The one accent. Shade 6 on light and 4 on dark meet AA contrast. */
const accent: MantineColorsTuple = [
  '#eef2ff',
  '#dfe6fe',
  '#bccbfb',
  '#94abf6',
  '#7d98f5',
  '#5a78ea',
  '#3f5fd8',
  '#324fbe',
  '#2a429e',
  '#223680',
]

/** Neutral greys with a breath of blue; 6 is the page, 7 the cards. */
const dark: MantineColorsTuple = [
  '#d5d9e2',
  '#b6bcc9',
  '#949cad',
  '#6b7385',
  '#3a404d',
  '#2b303a',
  '#20242c',
  '#1a1d24',
  '#14161b',
  '#0f1115',
]

/** The head of a dialog is no landmark of the page. */
const dialog = { attributes: { header: { role: 'presentation' } } }

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.34,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Alert: Alert.extend({
      defaultProps: { variant: 'outline' },
      styles: { title: { color: 'var(--mantine-color-text)', overflowWrap: 'anywhere' } },
    }),
    Drawer: Drawer.extend({ defaultProps: dialog }),
    // below, so that inputs of a row stand in a line however much there is to say about each
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
    }),
    Modal: Modal.extend({ defaultProps: dialog }),
    Notification: Notification.extend({ styles: { description: { color: 'var(--mantine-color-text)' } } }),
    // a short search field stays beside the pills instead of taking a line of its own
    MultiSelect: MultiSelect.extend({ styles: { inputField: { minWidth: 8 } } }),
    PillsInput: PillsInput.extend({ styles: { input: { minHeight: 36 } } }),
    SegmentedControl: SegmentedControl.extend({ styles: { label: { paddingInline: 10 } } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } },
    }),
  },
})
