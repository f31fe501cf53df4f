/** Builds the console after an install; one without development dependencies has nothing to build it with. */
import { spawnSync } from 'node:child_process'

const NOT_BUILT = `The console was not built, as it is built with development dependencies; everything else works.
To have it: npm ci && npm prune --omit=dev
`

if (hasVite()) process.exitCode = build()
else process.stdout.write(NOT_BUILT)

function hasVite(): boolean {
  try {
    import.meta.resolve('vite')
    return true
  } catch {
    return false
  }
}

/** Its exit status. */
function build(): number {
  // npm is a script of the shell on Windows
  return spawnSync('npm run build', { stdio: 'inherit', shell: true }).status ?? 1
}
