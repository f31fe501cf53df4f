import { ThemeIcon } from '@mantine/core'
import { IconBrandAws, IconFunction, IconPuzzle, IconReceiptDollar, IconStack2 } from '@tabler/icons-react'

const ICONS: Readonly<Record<string, typeof IconPuzzle>> = {
  'aws-lambda': IconFunction,
  'aws-sqs': IconStack2,
  'aws-billing': IconReceiptDollar,
}

/** The icon that the manifest names, else that of its category. */
export function SetIcon({
  icon,
  category,
  size = 40,
}: {
  readonly icon: string | null
  readonly category: string
  readonly size?: number
}) {
  const Icon = ICONS[icon ?? ''] ?? (category === 'aws' ? IconBrandAws : IconPuzzle)
  return (
    <ThemeIcon size={size} variant="light" radius="md" aria-hidden>
      <Icon size={size * 0.6} stroke={1.5} />
    </ThemeIcon>
  )
}
