import { join } from 'node:path'
import { exists, writeSynced } from './files.ts'

/** Makes the home a package of modules that editors understand. What is there already stays as it is. */
export async function prepareHome(home: string, packageRoot?: string): Promise<void> {
  await writeOnce(join(home, 'package.json'), { private: true, type: 'module' })
  await writeOnce(join(home, 'tsconfig.json'), {
    compilerOptions: {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      ...(packageRoot !== undefined && { paths: { '#func/*': [join(packageRoot, 'func', '*')] } }),
    },
    include: ['scripts', 'startup'],
  })
}

async function writeOnce(path: string, value: object): Promise<void> {
  if (!(await exists(path))) await writeSynced(path, `${JSON.stringify(value, null, 2)}\n`)
}
