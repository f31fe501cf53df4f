import { type Call, text } from '../../wire/call.ts'
import type { SimFunction } from '../functions.ts'
import { describedMapping, mappingsOf, type SimMapping } from '../mappings.ts'
import { functionsNow, notFound, paged, partsOf } from './requests.ts'

const MAPPINGS_A_PAGE = 100

export function listEventSourceMappings(call: Call): unknown {
  const source = text(call, 'EventSourceArn')
  const mappings = writersOf(call)
    .flatMap(mappingsOf)
    .filter((mapping) => source === undefined || mapping.sourceArn === source)
    .filter((mapping) => isOfTarget(call, mapping))
  return paged(call, mappings, MAPPINGS_A_PAGE, 'EventSourceMappings', (mapping) =>
    describedMapping(mapping, call.now.getTime()),
  )
}

export function getEventSourceMapping(call: Call): unknown {
  const wanted = text(call, 'UUID')
  const mapping = functionsNow(call)
    .flatMap(mappingsOf)
    .find(({ uuid }) => uuid === wanted)
  if (mapping === undefined) throw notFound('The resource you requested does not exist.')
  return describedMapping(mapping, call.now.getTime())
}

/** The functions that the request asks about. @throws {AwsError} if there is no such function */
function writersOf(call: Call): readonly SimFunction[] {
  const wanted = text(call, 'FunctionName')
  if (wanted === undefined) return functionsNow(call)
  const { name } = partsOf(call, wanted)
  const known = functionsNow(call).filter((fn) => fn.name === name)
  if (known.length === 0) throw notFound('Function does not exist')
  return known
}

/** A function without a qualifier has its own mappings alone, not those of its aliases. */
function isOfTarget(call: Call, { fn, functionArn }: SimMapping): boolean {
  const wanted = text(call, 'FunctionName')
  if (wanted === undefined) return true
  const { qualifier } = partsOf(call, wanted)
  return functionArn === (qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`)
}
