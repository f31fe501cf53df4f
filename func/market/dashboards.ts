/** Dashboards that come with installed script sets. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import dashboardSchema from '../../manifests/schema/dashboard.schema.json' with { type: 'json' }
import { FuncError, messageOf } from '../errors.ts'
import type { Dashboard } from './dashboard.gen.ts'
import { type InstalledSet, scriptsFolder } from './installed.ts'
import { describeProblems, listProblems, type Problem } from './problems.ts'
import { compileSchema } from './schema.ts'

export type { Dashboard } from './dashboard.gen.ts'

export interface SetDashboard {
  readonly scriptSet: string
  readonly dashboard: Dashboard
}

/** Every dashboard of the installed sets; one that cannot be used is given to `onBroken` and left out. */
export async function listDashboards(
  home: string,
  sets: readonly InstalledSet[],
  onBroken: (error: FuncError) => void,
): Promise<SetDashboard[]> {
  const found: SetDashboard[] = []
  for (const { id, manifest } of sets) {
    for (const path of manifest.dashboards ?? []) {
      try {
        found.push({ scriptSet: id, dashboard: await readDashboard(join(scriptsFolder(home), id, path)) })
      } catch (error) {
        onBroken(error as FuncError)
      }
    }
  }
  return found
}

async function readDashboard(path: string): Promise<Dashboard> {
  try {
    return validateDashboard(JSON.parse(await readFile(path, 'utf8')), path)
  } catch (cause) {
    if (cause instanceof FuncError) throw cause
    throw invalid(path, [{ path: '', message: messageOf(cause) }])
  }
}

/**
 * Checks a dashboard.
 *
 * @param where Names it in messages, e.g. its path.
 * @throws {FuncError} FUNC_ERR_MARKET_DASHBOARD_INVALID, with every problem in `details.problems`.
 */
export function validateDashboard(value: unknown, where: string): Dashboard {
  const validate = compileSchema(dashboardSchema)
  const problems = validate(value)
    ? meaningProblems(value as Dashboard)
    : describeProblems(validate.errors ?? [], value)
  if (problems.length > 0) throw invalid(where, problems)
  return value as Dashboard
}

function invalid(where: string, problems: readonly Problem[]): FuncError {
  const message = `Cannot use the dashboard '${where}':${listProblems(problems)}`
  return new FuncError('FUNC_ERR_MARKET_DASHBOARD_INVALID', message, { details: { problems } })
}

/** What a JSON Schema cannot say: ids are unique, sections are there. */
function meaningProblems({ panels, sections = [] }: Dashboard): Problem[] {
  const known = sections.map(({ id }) => id)
  const ids = panels.map(({ id }) => id)
  return panels.flatMap((panel, at): Problem[] => [
    ...(ids.indexOf(panel.id) === at
      ? []
      : [{ path: `panels[${at}].id`, message: `'${panel.id}' is there twice` }]),
    ...(panel.section === undefined || known.includes(panel.section)
      ? []
      : [{ path: `panels[${at}].section`, message: `is '${panel.section}': wanted the id of a section` }]),
    ...(panel.kind === 'table' && (panel.groupBy ?? []).length === 0
      ? [{ path: `panels[${at}].groupBy`, message: 'is missing: wanted the tags that make the rows' }]
      : []),
  ])
}
