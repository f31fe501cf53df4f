import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { REFUSALS } from '../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { createLogMetrics } from '../../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'
import { findProgram, lacking } from '../../support/requirement.ts'
import { check, custom, eventOf, MINUTE, S, sorted } from './events.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/guide/custom-metrics.md'), 'utf8')
/** Compiling takes up to a minute, so it is done only where little may be skipped, and the compiler is there. */
const MAY_COMPILE = process.env.FUNCBOX_TEST_REQUIRE === 'all'

function snippet(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(PAGE) ?? []
  return code ?? ''
}

/** What every emitter is made to print: a count, a gauge with tags to be cleaned, a check. */
interface Emitter {
  readonly language: string
  readonly program: string
  readonly isCompiled: boolean
  /** Writes what is needed into the folder, and runs it. */
  readonly run: (folder: string) => string
}

const EMITTERS: readonly Emitter[] = [
  {
    language: 'js',
    program: process.execPath,
    isCompiled: false,
    run(folder) {
      const calls = [
        `metric('count', 'orders.placed', 3, { env: 'prod' }, ${S * 1000 + 250})`,
        `metric('gauge', 'queue.length', 1.5, { shop: 'a|b,c' }, ${S * 1000})`,
        `metric('check', 'stock.up', 1, {}, ${S * 1000})`,
      ]
      writeFileSync(join(folder, 'main.mjs'), `${snippet('js')}\n${calls.join('\n')}\n`)
      return execFileSync(process.execPath, [join(folder, 'main.mjs')], { encoding: 'utf8' })
    },
  },
  {
    language: 'python',
    program: 'python3',
    isCompiled: false,
    run(folder) {
      const calls = [
        `metric("count", "orders.placed", 3, {"env": "prod"}, ${S}.25)`,
        `metric("gauge", "queue.length", 1.5, {"shop": "a|b,c"}, ${S})`,
        `metric("check", "stock.up", 1, None, ${S})`,
      ]
      writeFileSync(join(folder, 'main.py'), `${snippet('python')}\n${calls.join('\n')}\n`)
      return execFileSync('python3', [join(folder, 'main.py')], { encoding: 'utf8' })
    },
  },
  {
    language: 'java',
    program: 'javac',
    isCompiled: true,
    run(folder) {
      const calls = [
        `Metrics.metric("count", "orders.placed", 3, Map.of("env", "prod"), ${S}L);`,
        `Metrics.metric("gauge", "queue.length", 1.5, Map.of("shop", "a|b,c"), ${S}L);`,
        `Metrics.metric("check", "stock.up", 1, Map.of(), ${S}L);`,
      ]
      const main = `import java.util.Map;\nclass Main { public static void main(String[] args) { ${calls.join(' ')} } }\n`
      writeFileSync(join(folder, 'Metrics.java'), snippet('java'))
      writeFileSync(join(folder, 'Main.java'), main)
      execFileSync('javac', ['Metrics.java', 'Main.java'], { cwd: folder })
      return execFileSync('java', ['-cp', folder, 'Main'], { encoding: 'utf8' })
    },
  },
  {
    language: 'go',
    program: 'go',
    isCompiled: true,
    run(folder) {
      const calls = [
        `Metric(os.Stdout, "count", "orders.placed", 3, map[string]string{"env": "prod"}, time.Unix(${S}, 0))`,
        `Metric(os.Stdout, "gauge", "queue.length", 1.5, map[string]string{"shop": "a|b,c"}, time.Unix(${S}, 0))`,
        `Metric(os.Stdout, "check", "stock.up", 1, nil, time.Unix(${S}, 0))`,
      ]
      const code = snippet('go')
        .replace('package metrics', 'package main')
        .replace('\t"io"', '\t"io"\n\t"os"')
      writeFileSync(join(folder, 'main.go'), `${code}\nfunc main() {\n${calls.join('\n')}\n}\n`)
      const env = { ...process.env, GOCACHE: join(folder, 'cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'off' }
      return execFileSync('go', ['run', 'main.go'], { cwd: folder, encoding: 'utf8', env })
    },
  },
]

describe('guance_aws_lambda_logs/guide', () => {
  it('should name every reason for which a line is refused', () => {
    const rows = Object.entries(REFUSALS).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`)
    expect(PAGE.slice(PAGE.indexOf('## Refused lines'))).to.include(rows.join('\n'))
  })

  for (const { language, program, isCompiled, run } of EMITTERS) {
    it(`should understand what the ${language} emitter prints`, function () {
      if (isCompiled && (!MAY_COMPILE || findProgram(program) === undefined)) this.skip()
      if (findProgram(program) === undefined) lacking(this, `${program} is not installed`)
      const folder = mkdtempSync(join(tmpdir(), 'funcbox-emitter-'))
      try {
        const output = run(folder)
        const metrics = createLogMetrics({ from: MINUTE })
        for (const line of output.trimEnd().split('\n')) metrics.add(eventOf(line))

        expect(sorted(metrics.points())).to.deep.equal(
          sorted([
            custom({ 'orders.placed': 3 }, { env: 'prod' }),
            custom({ 'queue.length': 1.5 }, { shop: 'a_b_c' }),
            check('stock.up', 1, 'WARNING'),
          ]),
        )
        expect(metrics.figures().refused).to.deep.equal([])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
})
