import { Anchor, Code, List, Table, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import classes from './markdown.module.css'
import { type Block, type Inline, parseInline, parseMarkdown } from './parse.ts'

/** Markdown of a script set, as elements: no HTML of others is ever put into the page. */
export function Markdown({ source }: { readonly source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return (
    <div className={classes.root}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a fixed text
        <MarkdownBlock key={index} block={block} number={index} />
      ))}
    </div>
  )
}

function MarkdownBlock({ block, number }: { readonly block: Block; readonly number: number }) {
  switch (block.kind) {
    case 'heading':
      return (
        <Title order={block.level === 1 ? 2 : 3} size={block.level === 1 ? 'h2' : 'h3'} mt="md" mb={4}>
          <Spans text={block.text} />
        </Title>
      )
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className={classes.code} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list':
      return (
        <List size="sm" my={6} spacing={4} type={block.ordered ? 'ordered' : 'unordered'}>
          {block.items.map((item) => (
            <List.Item key={item}>
              <Spans text={item} />
            </List.Item>
          ))}
        </List>
      )
    case 'table':
      return <MarkdownTable head={block.head} rows={block.rows} number={number} />
    default:
      return (
        <Text size="sm" my={6}>
          <Spans text={block.text} />
        </Text>
      )
  }
}

interface MarkdownTableProps {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Tells tables of the same columns apart. */
  readonly number: number
}

function MarkdownTable({ head, rows, number }: MarkdownTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={`${head.join(', ')} (${number})`}>
      <Table fz="sm" withRowBorders>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell) => (
              <Table.Th key={cell}>{cell}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.join('|')}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <Table.Td key={index}>
                  <Spans text={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function Spans({ text }: { readonly text: string }) {
  return parseInline(text).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text
    <Span key={index} part={part} />
  ))
}

function Span({ part }: { readonly part: Inline }) {
  switch (part.kind) {
    case 'code':
      return <Code>{part.text}</Code>
    case 'strong':
      return <strong>{part.text}</strong>
    case 'emphasis':
      return <em>{part.text}</em>
    case 'link':
      return (
        <Anchor href={part.href} target="_blank" rel="noreferrer" size="sm" underline="always">
          {part.text}
        </Anchor>
      )
    default:
      return part.text
  }
}
