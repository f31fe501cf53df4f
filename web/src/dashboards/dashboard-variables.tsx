import { Group, MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '../api/api-context.ts'
import type { TagCondition } from '../api/types.gen.ts'
import { TagFilters } from '../filters/tag-filters.tsx'
import { useFormat } from '../format/use-format.ts'
import type { DashboardFile, DashboardFilters, DashboardVariable } from './dashboard-file.ts'

interface DashboardVariablesProps {
  readonly file: DashboardFile
  readonly filters: DashboardFilters
  readonly where: readonly TagCondition[]
  readonly onChange: (filters: DashboardFilters) => void
}

/** Filters that apply to every panel. */
export function DashboardVariables({ file, filters, where, onChange }: DashboardVariablesProps) {
  const tags = useRead('listSeriesTags', { body: { measurement: file.measurement } }).data?.items ?? []
  const scope = { measurement: file.measurement, where: [...where] }
  return (
    <Group gap="xs" align="flex-end">
      {file.variables
        .filter(({ tag }) => tag !== '*')
        .map((variable) => (
          <VariableSelect
            key={variable.name}
            variable={variable}
            measurement={file.measurement}
            where={where}
            chosen={filters.variables[variable.name] ?? []}
            onChange={(values) =>
              onChange({ ...filters, variables: { ...filters.variables, [variable.name]: values } })
            }
          />
        ))}
      {file.variables.some(({ tag }) => tag === '*') && (
        <TagFilters
          keys={tags.map(({ tag }) => tag)}
          tags={filters.tags}
          scope={scope}
          values="listSeriesTagValues"
          onChange={(next) => onChange({ ...filters, tags: next })}
        />
      )}
    </Group>
  )
}

interface VariableSelectProps {
  readonly variable: DashboardVariable
  readonly measurement: string
  readonly where: readonly TagCondition[]
  readonly chosen: readonly string[]
  readonly onChange: (values: string[]) => void
}

function VariableSelect({ variable, measurement, where, chosen, onChange }: VariableSelectProps) {
  const { localized } = useFormat()
  const [search, setSearch] = useState('')
  const [contains] = useDebouncedValue(search, 200)
  const body = {
    tag: variable.tag,
    measurement,
    where: [...where],
    limit: 200,
    ...(contains !== '' && { contains }),
  }
  const values =
    useRead('listSeriesTagValues', { body }, { keep: true }).data?.items.map(({ value }) => value) ?? []
  const title = localized({ ...variable.title })
  return (
    <MultiSelect
      aria-label={title}
      placeholder={chosen.length === 0 ? title : ''}
      data={[...new Set([...chosen, ...values])]}
      value={[...chosen]}
      maxValues={variable.multiple === false ? 1 : 50}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      w={{ base: '100%', xs: 210 }}
      onChange={onChange}
    />
  )
}
