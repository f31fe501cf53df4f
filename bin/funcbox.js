#!/usr/bin/env node
// Plain JavaScript, so that an older Node says what is wrong instead of failing on TypeScript syntax.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `error FUNC_ERR_USAGE: funcbox needs Node 24.12 or newer, this is Node ${process.versions.node}\n` +
      "  what to do: start it as 'npx funcbox …' in its folder: npm ci brings the right Node along\n",
  )
  process.exitCode = 2
} else {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('../func/main.ts')
  process.exitCode = await main(process)
}
