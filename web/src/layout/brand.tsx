import { Group, Text } from '@mantine/core'
import { Link } from 'react-router'

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap" component="span">
      <Link to="/" className="plain-link" style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
        <img src="/favicon.svg" width={22} height={22} alt="" />
        <Text component="span" fw={700} size="lg" lts={-0.2}>
          funcbox
        </Text>
      </Link>
    </Group>
  )
}
