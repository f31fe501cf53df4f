/**
 * The level of a text line, where a logger puts it: behind times, ids, threads and names, and set apart from the
 * message by brackets, a colon, a tab or capitals. A word of the message is no level. Pure.
 */
import { isOrdinary, isUpper, syslogStatus, wordStatus } from './levels.ts'
import type { LogStatus } from './types.ts'

const LONGEST_HEAD = 300
/** Brackets are pieces of their own; blanks and bars are between pieces. */
const PIECE = /[[\]]|[^\s[\]|]+/g
const MOST_PIECES = 24
const ESCAPE = '\u001b'
const COLOURS = /\u001b\[[\d;]*m/g
const SKIPPED =
  /^(?:[A-Z]?[+-]?#?\d[\d:.,/TZ+_-]*(?:[AP]M)?:?|[AP]M|UTC|GMT|[-–—=>#:]+|undefined|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec),?|\d{1,2}[-/][A-Z][a-z]{2}[-/]\d{4}|[\da-f]{8}-[\da-f-]{27})$/
const LEVEL = /^[<(]?(?:[a-z][\w-]*[.:])?([A-Za-z]{2,13}(?:[+-]\d{1,3})?)([!:/,>)]\S*)?$/
/** A name of a logger stands before a dash. */
const NAME = /^[\w.$:/-]+$/

export function textLevel(message: string): LogStatus | undefined {
  const cut = message.slice(0, LONGEST_HEAD)
  const head = cut.includes(ESCAPE) ? cut.replace(COLOURS, '') : cut
  return ownFormat(head) ?? pieceLevel(head)
}

const LETTERS: Readonly<Record<string, LogStatus>> = {
  D: 'debug',
  I: 'info',
  W: 'warning',
  E: 'error',
  F: 'critical',
}

/** Formats whose level is no word of its own. */
function ownFormat(head: string): LogStatus | undefined {
  const first = head.charCodeAt(0)
  if (first === 60) return syslogLine(head)
  // Ruby's Logger, and glog of Google.
  const letter = /^([DIWEF])(?:, \[|\d{4} \d\d:)/.exec(head)?.[1]
  if (letter !== undefined) return LETTERS[letter]
  // java.util.logging begins a second line with the level.
  const second = /^[A-Z][a-z]{2} \d{1,2}, \d{4} [^\n]{1,200}\n([A-Z]{4,7}): /.exec(head)?.[1]
  if (second !== undefined) return wordStatus(second)
  if (/^(?:\[[^\]]{1,40}\] )?PHP (?:Fatal|Parse) error: /.test(head)) return 'error'
  const isPairs = /^[\w.]{1,20}=/.test(head)
  const pair = isPairs
    ? /(?:^|\s)(?:level|lvl|severity|loglevel)="?([A-Za-z]{2,13})/.exec(head)?.[1]
    : undefined
  return pair === undefined ? undefined : wordStatus(pair)
}

/** `<facility * 8 + severity>` of syslog and systemd. */
function syslogLine(head: string): LogStatus | undefined {
  const priority = /^<(\d{1,3})>/.exec(head)?.[1]
  return priority === undefined || Number(priority) > 191 ? undefined : syslogStatus(Number(priority) % 8)
}

function pieceLevel(head: string): LogStatus | undefined {
  let isInside = false
  let isTimed = false
  let pieces = 0
  for (const { 0: piece, index } of head.matchAll(PIECE)) {
    pieces += 1
    if (pieces > MOST_PIECES) return undefined
    if (piece === '[' || piece === ']') {
      isInside = piece === '['
      continue
    }
    if (SKIPPED.test(piece)) {
      isTimed ||= piece.includes(':')
      continue
    }
    const after = head.slice(index + piece.length, index + piece.length + 14)
    const status = levelOf(piece, { before: head.charAt(index - 1), after, isInside, isTimed })
    if (status !== undefined) return status
    if (!isInside && piece !== 'PHP' && !(isTimed && isName(piece, after))) return undefined
  }
  return undefined
}

interface Place {
  readonly before: string
  readonly after: string
  readonly isInside: boolean
  /** Whether a time came before it. */
  readonly isTimed: boolean
}

function levelOf(piece: string, place: Place): LogStatus | undefined {
  const [, word = '', tail = ''] = LEVEL.exec(piece) ?? []
  const status = word === '' ? undefined : wordStatus(word)
  return status !== undefined && isSetApart(word, tail, place) ? status : undefined
}

function isSetApart(word: string, tail: string, { before, after, isInside, isTimed }: Place): boolean {
  if (isInside) return isUpper(word) || (before === '[' && after.trimStart().startsWith(']')) || tail === ''
  if (/^(?:\t|\s*\||$)/.test(after) && tail === '' && (before === '\t' || before === '|')) return true
  const isUpperWord = isUpper(word)
  if (tail !== '' || /^ *:/.test(after)) return isColon(word, tail, isUpperWord)
  if (isUpperWord) return isTimed ? word !== 'OK' : !isOrdinary(word)
  const isLower = word === word.toLowerCase()
  return isTimed && isLower && !isOrdinary(word)
}

/** `error: …`, `WARNING:root:…`, `ERR! …`; settings that are printed are none. */
function isColon(word: string, tail: string, isUpperWord: boolean): boolean {
  if (tail.startsWith(',')) return false
  const isSetting = ['config', 'fine', 'off', 'silly'].includes(word.toLowerCase())
  if (isSetting && !isUpperWord) return false
  return tail.length <= 1 || isUpperWord
}

function isName(piece: string, after: string): boolean {
  return /^\s+[-|]/.test(after) && NAME.test(piece)
}
