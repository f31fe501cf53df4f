import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ROLES } from '#func/model/access.ts'
import type { Role } from '../api/types.gen.ts'

interface RoleSelectProps {
  readonly label: string
  readonly visibleLabel?: boolean
  readonly value: Role
  readonly disabled?: boolean
  readonly onChange: (role: Role) => void
}

export function RoleSelect({
  label,
  visibleLabel = false,
  value,
  disabled = false,
  onChange,
}: RoleSelectProps) {
  const { t } = useTranslation()
  return (
    <Select
      {...(visibleLabel
        ? { label, description: t(`roleMeaning.${value}`) }
        : { 'aria-label': label, size: 'xs', w: 150 })}
      data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      value={value}
      allowDeselect={false}
      disabled={disabled}
      onChange={(next) => onChange(ROLES.find((role) => role === next) ?? value)}
    />
  )
}
