import { Box, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import classes from './facts.module.css'

/** Names and values in two columns; a value that is undefined is left out. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Box component="dl" className={classes.facts}>
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <Fragment key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text
              component="dd"
              size="sm"
              className="tabular"
              m={0}
              miw={0}
              style={{ overflowWrap: 'anywhere' }}
            >
              {value}
            </Text>
          </Fragment>
        ))}
    </Box>
  )
}
