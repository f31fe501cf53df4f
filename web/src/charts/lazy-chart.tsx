import { Center, Skeleton, Text } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartProps } from './chart-props.ts'

/** Asked for as soon as a page with charts is: it travels while the data is being asked for. */
const code = import('./chart.tsx')
const Chart = lazy(async () => ({ default: (await code).Chart }))

/** A chart whose code is loaded when one is wanted; keeps its height all the while. */
export function LazyChart({ loading, ...props }: ChartProps & { readonly loading: boolean }) {
  const { t } = useTranslation()
  if (loading) return <Skeleton h={props.height} />
  if (props.lines.length === 0) {
    return (
      <Center h={props.height}>
        <Text size="sm" c="dimmed">
          {t('chart.empty')}
        </Text>
      </Center>
    )
  }
  return (
    <Suspense fallback={<Skeleton h={props.height} />}>
      <Chart {...props} />
    </Suspense>
  )
}
