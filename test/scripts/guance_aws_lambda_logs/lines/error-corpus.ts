/** Failures of seven runtimes, each labelled with its cause: what varies between two of one cause is of no cause. */

export interface LabelledError {
  readonly cause: string
  readonly message: string
}

const RUNTIMES = ['nodejs', 'python', 'java', 'dotnet', 'ruby', 'go', 'rust'] as const
type Runtime = (typeof RUNTIMES)[number]

/** Of a cause: what it says, with a hole for each thing that varies. */
const SAYINGS = [
  'Cannot read properties of undefined (reading {quoted})',
  'connect ECONNREFUSED {ip}:{number}',
  'Order {id} of customer {mail} is gone',
  'Timed out after {number} ms while waiting for the bank',
  'Rate exceeded for account {number}',
  'Duplicate entry {quoted} for key {quoted}',
  'No space left on device: /tmp/{id}',
  'Unexpected token at position {number}',
  'The queue {url} does not exist',
  'invalid state',
] as const
const TYPES = ['OrderError', 'PaymentError', 'StockError'] as const

/** Numbers from 0 to 1, always the same ones. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** @param each How many failures of each cause. */
export function errorCorpus(each: number): LabelledError[] {
  const roll = dice(7)
  const all: LabelledError[] = []
  for (const runtime of RUNTIMES) {
    for (const [index, saying] of SAYINGS.entries()) {
      for (const [number, type] of TYPES.entries()) {
        const cause = `${runtime}-${index}-${number}`
        for (let made = 0; made < each; made += 1) {
          all.push({
            cause,
            message: FORMS[runtime](type, filled(saying, roll), `step${'abcdefghij'[index]}`, roll),
          })
        }
      }
    }
  }
  return all
}

function filled(saying: string, roll: () => number): string {
  const number = () => String(Math.floor(roll() * 1e6))
  const hex = (digits: number) =>
    Math.floor(roll() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return saying.replace(/\{(\w+)\}/g, (_, what: string) => {
    if (what === 'quoted')
      return `'${['id', 'name', 'price', 'shop name', number()][Math.floor(roll() * 5)]}'`
    if (what === 'ip') return `10.${Math.floor(roll() * 256)}.0.${Math.floor(roll() * 256)}`
    if (what === 'id') return uuid(hex)
    if (what === 'mail') return `user${number()}@example.com`
    return what === 'url' ? `https://sqs.us-east-1.amazonaws.com/${number()}/orders-${number()}` : number()
  })
}

function uuid(hex: (digits: number) => string): string {
  return [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(6) + hex(6)].join('-')
}

type Form = (type: string, text: string, step: string, roll: () => number) => string

/** The lines of code move with every deploy. */
const line = (roll: () => number) => 1 + Math.floor(roll() * 300)
const id = (roll: () => number) =>
  uuid((digits) =>
    Math.floor(roll() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0'),
  )
const time = (roll: () => number) =>
  new Date(1_785_585_600_000 + Math.floor(roll() * 86_400_000)).toISOString()

const FORMS: Readonly<Record<Runtime, Form>> = {
  nodejs(type, text, step, roll) {
    const stack = [`${type}: ${text}`, `    at ${step} (/var/task/index.js:${line(roll)}:11)`]
    const error = { errorType: type, errorMessage: text, stack }
    return `${time(roll)}\t${id(roll)}\tERROR\tInvoke Error \t${JSON.stringify(error)}\n`
  },
  python: (type, text, step, roll) =>
    `[ERROR] ${type}: ${text}\nTraceback (most recent call last):\n  File "/var/task/app.py", line ${line(roll)}, in ${step}\n    raise\n`,
  java: (type, text, step, roll) =>
    `${text}: com.shop.${type}\ncom.shop.${type}: ${text}\n\tat com.shop.Handler.${step}(Handler.java:${line(roll)})\n`,
  dotnet: (type, text, step, roll) =>
    `${time(roll)}\t${id(roll)}\tfail\tShop.${type}: ${text}\n   at Shop.Handler.${step}(Order order) in /src/Handler.cs:line ${line(roll)}\n`,
  ruby(type, text, step, roll) {
    const stackTrace = [`/var/task/app.rb:${line(roll)}:in '${step}'`]
    const error = { errorMessage: text, errorType: `Function<${type}>`, stackTrace }
    return `Error raised from handler method\n${JSON.stringify(error, undefined, 2)}\n`
  },
  go(type, text, step, roll) {
    const stackTrace = [{ path: 'shop/main.go', line: line(roll), label: step }]
    return `2026/08/01 12:00:07 ${JSON.stringify({ errorMessage: text, errorType: type, stackTrace })}\n`
  },
  rust: (type, text, step, roll) =>
    `${time(roll)} ERROR Lambda runtime invoke{requestId="${id(roll)}" xrayTraceId="1-${line(roll)}"}: lambda_runtime: ${type} ${step}: ${text}\n`,
}
