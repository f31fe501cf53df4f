import { Box } from '@mantine/core'
import classes from './code-block.module.css'
import { CopyIcon } from './copy-text.tsx'

interface CodeBlockProps {
  readonly text: string
  readonly label: string
  readonly maxHeight?: number
}

/** Text as it is, with a button that copies it. */
export function CodeBlock({ text, label, maxHeight = 320 }: CodeBlockProps) {
  return (
    <Box pos="relative">
      <Box pos="absolute" top={6} right={6}>
        <CopyIcon value={text} />
      </Box>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.block} aria-label={label} tabIndex={0} style={{ maxHeight }}>
        <pre className={classes.text}>{text}</pre>
      </section>
    </Box>
  )
}
