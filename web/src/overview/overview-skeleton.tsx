import { SimpleGrid, Skeleton, Stack } from '@mantine/core'

/** As high as what comes. */
export function OverviewSkeleton() {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        {['health', 'functions', 'points', 'stalest', 'bill'].map((key) => (
          <Skeleton key={key} h={92} />
        ))}
      </SimpleGrid>
      <Skeleton h={180} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Skeleton h={220} />
        <Skeleton h={220} />
      </SimpleGrid>
    </Stack>
  )
}
