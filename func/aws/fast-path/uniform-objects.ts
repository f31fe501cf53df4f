/**
 * Objects of a list mostly have the same members in the same order: what stands around the values of members, and a
 * value that stands there again, is compared with the object before and not read.
 */
import type { JsonCursor, Member } from './json-cursor.ts'

/** Puts the value that is next into the object; false when it is out of the ordinary. */
export type ReadMember<Name extends string, Whole> = (name: Name, whole: Whole) => boolean

export interface ObjectKind<Name extends string, Whole> {
  readonly members: readonly Member<Name>[]
  readonly create: () => Whole
  readonly readMember: ReadMember<Name, Whole>
}

/** How an object is written. */
interface Form<Name extends string> {
  /** What stands before the value of each member, and after the last. */
  readonly gaps: Place[]
  readonly names: Name[]
}

interface Place {
  readonly from: number
  readonly to: number
}

/** @returns What reads the object that is next; undefined when a member is out of the ordinary. */
export function uniformObjects<Name extends string, Whole>(
  json: JsonCursor,
  { members, create, readMember }: ObjectKind<Name, Whole>,
): () => Whole | undefined {
  let form: Form<Name> | undefined
  const readSameForm = ({ gaps, names }: Form<Name>): Whole | undefined => {
    const whole = create()
    for (let index = 0; index < gaps.length; index++) {
      const gap = gaps[index]
      const name = names[index]
      if (gap === undefined || !json.skipRepeated(gap.from, gap.to)) return undefined
      if (name !== undefined && !readMember(name, whole)) return undefined
    }
    return whole
  }
  const readAnyForm = (): Whole | undefined => {
    const whole = create()
    const { gaps, names }: Form<Name> = { gaps: [], names: [] }
    let from = json.at
    const isRead = json.object(members, (name) => {
      gaps.push({ from, to: json.at })
      names.push(name)
      const isOrdinary = readMember(name, whole)
      from = json.at
      return isOrdinary
    })
    gaps.push({ from, to: json.at })
    form = isRead ? { gaps, names } : undefined
    return isRead ? whole : undefined
  }
  return () => {
    const from = json.at
    const uniform = form === undefined ? undefined : readSameForm(form)
    if (uniform === undefined) json.goBack(from)
    return uniform ?? readAnyForm()
  }
}

/** What stands there again, byte for byte, is read once. */
export function repeated<Value>(json: JsonCursor, read: () => Value | undefined): () => Value | undefined {
  let from = 0
  let to = 0
  let value: Value | undefined
  return () => {
    if (value !== undefined && json.skipRepeated(from, to)) return value
    from = json.at
    value = read()
    to = json.at
    return value
  }
}
