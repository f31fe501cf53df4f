import { ConditionParser, type Test, tokensOf } from './condition-parser.ts'
import { invalidPattern, type Matches } from './pattern-error.ts'
import { isRegex, MOST_REGEXES } from './pattern-regex.ts'
import { parseOrder, parseText } from './pattern-value.ts'

/** A field's name, an operator (`=!` is an older spelling), a bracket, a text, a regular expression, or a word with wildcards. */
const TOKEN = /\s*(&&|\|\||!=|=!|<=|>=|=|<|>|\(|\)|"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)+%|[^\s"%,()=<>!&|]+)\s*/
/** Up to a comma that is neither in a text nor in a regular expression. */
const FIELD = /((?:"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)+%|[^,"%])*)(?:,|$)/y
/** What stands between brackets or quotes is one word. */
const WORD = /\[([^\]]*)\]|"([^"]*)"|(\S+)/g
const NAME = /^[\w.#-]+$/
const ELLIPSIS = '...'

type Field = Test<string> | typeof ELLIPSIS

/** `[ip, user, ..., status_code = 4* && status_code != 403, bytes > 1000]`: one condition for each word of the event. */
export function parseDelimitedPattern(pattern: string): Matches {
  if (!pattern.endsWith(']')) throw invalidPattern('the closing bracket is missing')
  const texts = fieldTexts(pattern.slice(1, -1))
  const regexes = texts.flatMap((text) => tokensOf(text, TOKEN)).filter(isRegex)
  if (regexes.length > MOST_REGEXES) throw invalidPattern(`it has more than ${MOST_REGEXES} regexes`)
  const fields = texts.map(parseField)
  const gap = fields.indexOf(ELLIPSIS)
  if (gap !== fields.lastIndexOf(ELLIPSIS)) throw invalidPattern('it has more than one ellipsis')
  const before = (gap < 0 ? fields : fields.slice(0, gap)) as readonly Test<string>[]
  const after = (gap < 0 ? [] : fields.slice(gap + 1)) as readonly Test<string>[]
  return (message) => {
    const words = wordsOf(message)
    const left = words.length - before.length - after.length
    if (gap < 0 ? left !== 0 : left < 0) return false
    const hold = (tests: readonly Test<string>[], from: number) =>
      tests.every((test, i) => test(words[from + i] as string))
    return hold(before, 0) && hold(after, words.length - after.length)
  }
}

function fieldTexts(list: string): readonly string[] {
  const texts: string[] = []
  const field = new RegExp(FIELD)
  for (let isLast = false; !isLast; ) {
    const found = field.exec(list)
    if (found === null) throw invalidPattern(`'${list}' cannot be read`)
    texts.push((found[1] as string).trim())
    isLast = !found[0].endsWith(',')
  }
  return texts
}

/** Each condition of a field begins with its name, which is for people alone. */
function parseField(text: string): Field {
  if (text === ELLIPSIS) return ELLIPSIS
  if (text === '' || NAME.test(text)) return () => true
  return new ConditionParser<string>(tokensOf(text, TOKEN), condition).parse()
}

function condition(parser: ConditionParser<string>): Test<string> {
  const name = parser.take()
  if (!NAME.test(name)) throw invalidPattern(`'${name}' is not the name of a field`)
  const operator = parser.take()
  const wanted = parser.take()
  if (operator === '=') return parseText(wanted)
  if (operator === '!=' || operator === '=!') {
    const isLike = parseText(wanted)
    return (word) => !isLike(word)
  }
  const isInOrder = parseOrder(operator, wanted)
  return (word) => isInOrder(word === '' ? Number.NaN : Number(word))
}

function wordsOf(message: string): readonly string[] {
  return Array.from(
    message.matchAll(WORD),
    ([, bracketed, quoted, word]) => bracketed ?? quoted ?? word ?? '',
  )
}
