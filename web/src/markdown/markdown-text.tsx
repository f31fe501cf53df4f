import { Anchor, Code, List, Table, Text, Title } from '@mantine/core'
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import classes from './markdown.module.css'

const COMMENT = /<!--[\s\S]*?-->/g
const SAFE_ADDRESS = /^(https?:\/\/|mailto:)/i

const COMPONENTS: Components = {
  h1: ({ children }) => (
    <Title order={2} size="h2" mt="md" mb={4}>
      {children}
    </Title>
  ),
  ...{ h2: Subtitle, h3: Subtitle, h4: Subtitle, h5: Subtitle, h6: Subtitle },
  p: ({ children }) => (
    <Text size="sm" my={6}>
      {children}
    </Text>
  ),
  a: Link,
  code: ({ children }) => <Code>{children}</Code>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <pre className={classes.code} tabIndex={0}>
      {children}
    </pre>
  ),
  ul: ({ children }) => (
    <List size="sm" my={6} spacing={4}>
      {children}
    </List>
  ),
  ol: ({ children, start }) => (
    <List size="sm" my={6} spacing={4} type="ordered" start={start}>
      {children}
    </List>
  ),
  li: ({ children }) => <List.Item>{children}</List.Item>,
  // of a task list; a box that cannot be ticked needs no control
  input: ({ checked }) => (checked === true ? '☑' : '☐'),
  // an image would show its host who reads this
  img: ({ alt }) => alt,
  table: ScrollingTable,
  thead: ({ children }) => <Table.Thead>{children}</Table.Thead>,
  tbody: ({ children }) => <Table.Tbody>{children}</Table.Tbody>,
  tr: ({ children }) => <Table.Tr>{children}</Table.Tr>,
  th: ({ children, style }) => <Table.Th style={style}>{children}</Table.Th>,
  td: ({ children, style }) => <Table.Td style={style}>{children}</Table.Td>,
}

/** Foreign text as elements: its HTML stays text, its images are not loaded, its links lead to the web or to mail. */
export function MarkdownText({ source }: { readonly source: string }) {
  return (
    <div className={classes.root}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={COMPONENTS}
        urlTransform={(url) => (SAFE_ADDRESS.test(url) ? url : undefined)}
      >
        {source.replace(COMMENT, '')}
      </ReactMarkdown>
    </div>
  )
}

interface Children {
  readonly children?: React.ReactNode
}

function Subtitle({ children }: Children) {
  return (
    <Title order={3} size="h3" mt="md" mb={4}>
      {children}
    </Title>
  )
}

function Link({ href, children }: Children & { readonly href?: string | undefined }) {
  if (href === undefined) return children
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm" underline="always">
      {children}
    </Anchor>
  )
}

type Node = NonNullable<ExtraProps['node']>

function ScrollingTable({ children, node }: Children & ExtraProps) {
  const head = node?.children.find(({ type }) => type === 'element')
  const columns = textOf(head).trim().replaceAll(/\n+/g, ', ')
  // the line keeps tables of the same columns apart
  const label = `${columns} (${node?.position?.start.line})`
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={label}>
      <Table fz="sm" withRowBorders>
        {children}
      </Table>
    </section>
  )
}

function textOf(node: Node['children'][number] | undefined): string {
  if (node?.type === 'text') return node.value
  return node?.type === 'element' ? node.children.map(textOf).join('') : ''
}
