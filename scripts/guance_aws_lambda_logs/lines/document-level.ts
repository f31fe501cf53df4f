/** The level that a JSON document of a logger names, in a word or as a number of one of the known ladders. Pure. */
import {
  LOGBACK,
  ladderStatus,
  MONOLOG,
  OPEN_TELEMETRY,
  PINO,
  PYTHON,
  syslogStatus,
  wordStatus,
} from './levels.ts'
import { isObject, type JsonObject } from './platform.ts'
import type { LogStatus } from './types.ts'

/** Of loggers and their formatters, most common first. */
const WORD_KEYS = [
  ...[
    'level',
    'severity',
    'log_level',
    'levelname',
    'level_name',
    'log.level',
    'severity_text',
    'severityText',
  ],
  ...[
    'SeverityText',
    '@l',
    '@level',
    'logLevel',
    'LogLevel',
    'Level',
    'Severity',
    'lvl',
    'loglevel',
    'levelName',
  ],
  ...['logLevelName', 'LEVEL'],
]
/** Objects that loggers put their level in: ECS, tslog, roarr, telemetry. */
const NESTED_KEYS = ['log', '_meta', 'context', 'record']

/** @returns undefined where it names none that is known. */
export function documentLevel(document: JsonObject): LogStatus | undefined {
  return ownLevel(document) ?? nestedLevel(document) ?? compactLevel(document)
}

function ownLevel(document: JsonObject): LogStatus | undefined {
  for (const key of WORD_KEYS) {
    const word = document[key]
    if (typeof word !== 'string' || !Object.hasOwn(document, key)) continue
    const status = wordStatus(word)
    if (status !== undefined) return status
  }
  return numberLevel(document)
}

function nestedLevel(document: JsonObject): LogStatus | undefined {
  for (const key of NESTED_KEYS) {
    const inner = document[key]
    const status = isObject(inner) ? (ownLevel(inner) ?? roarrLevel(inner)) : undefined
    if (status !== undefined) return status
  }
  return undefined
}

/** Serilog's compact format leaves the level out where it is `Information`. */
function compactLevel(document: JsonObject): LogStatus | undefined {
  const isCompact = '@t' in document && ('@m' in document || '@mt' in document) && !('@l' in document)
  return isCompact ? 'info' : undefined
}

/** Its levels are those of pino, in the context of the message. */
function roarrLevel({ logLevel }: JsonObject): LogStatus | undefined {
  return typeof logLevel === 'number' ? ladderStatus(PINO, 60, logLevel) : undefined
}

/** The name of a number, or its neighbours, show whose ladder it belongs to. */
function numberLevel(document: JsonObject): LogStatus | undefined {
  const otel = document.severityNumber ?? document.severity_number ?? document.SeverityNumber
  if (isWhole(otel)) return ladderStatus(OPEN_TELEMETRY, 24, otel)
  const { level_value: logback, PRIORITY: priority, severity, facility } = document
  if (isWhole(logback)) return ladderStatus(LOGBACK, 50_000, logback)
  const python = document.levelno ?? document.level_number
  if (isWhole(python)) return ladderStatus(PYTHON, 99, python)
  if (priority !== undefined) return syslogStatus(Number(priority))
  if (isWhole(severity) && facility !== undefined) return syslogStatus(severity)
  return isWhole(document.level) ? levelOf(document, document.level) : undefined
}

function levelOf(document: JsonObject, level: number): LogStatus | undefined {
  if ('short_message' in document || 'facility' in document) return syslogStatus(level)
  if (level >= 100) return ladderStatus(MONOLOG, 600, level)
  const isPino = ['msg', 'pid', 'hostname', 'time', 'v'].some((key) => key in document)
  return isPino ? ladderStatus(PINO, 99, level) : undefined
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
