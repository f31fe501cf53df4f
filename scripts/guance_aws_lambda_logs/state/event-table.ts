/** A set of events, each a time and a hash of 32 bits, in tables of numbers: 10 to 16 bytes an event. */

const LEAST_ROOM = 64
const GROWTH = 1.5
const FULL = 0.8
/** Place and time of an event make one number that is held exactly. */
const MOST_PLACES = 2 ** 22
export const MOST_OFFSET = 2 ** 31 - 2

export class EventTable {
  /** Offset plus one; 0 is an empty place. */
  #offsets = new Uint32Array(LEAST_ROOM)
  #hashes = new Uint32Array(LEAST_ROOM)
  #size = 0

  get size(): number {
    return this.#size
  }

  /**
   * @param offset Milliseconds, at most `MOST_OFFSET`.
   * @param hash Of 32 bits.
   * @returns False when it is there already.
   */
  add(offset: number, hash: number): boolean {
    if (this.#size >= this.#offsets.length * FULL) this.#grow()
    const place = this.#place(offset + 1, hash)
    if (this.#offsets[place] !== 0) return false
    this.#offsets[place] = offset + 1
    this.#hashes[place] = hash
    this.#size += 1
    return true
  }

  /** Those from an offset on, by time; pairs of offset and hash. */
  since(offset: number): Uint32Array {
    const keys = new Float64Array(this.#size)
    let count = 0
    for (let place = 0; place < this.#offsets.length; place += 1) {
      const stored = this.#offsets[place] ?? 0
      if (stored <= offset) continue
      keys[count] = stored * MOST_PLACES + place
      count += 1
    }
    const pairs = new Uint32Array(count * 2)
    for (const [index, key] of keys.subarray(0, count).sort().entries()) {
      const place = key % MOST_PLACES
      pairs[index * 2] = (this.#offsets[place] ?? 0) - 1
      pairs[index * 2 + 1] = this.#hashes[place] ?? 0
    }
    return pairs
  }

  /** Where it is, or the empty place where it belongs. */
  #place(stored: number, hash: number): number {
    let place = hash % this.#offsets.length
    while (this.#offsets[place] !== 0 && !(this.#offsets[place] === stored && this.#hashes[place] === hash)) {
      place = place + 1 === this.#offsets.length ? 0 : place + 1
    }
    return place
  }

  #grow(): void {
    const [offsets, hashes] = [this.#offsets, this.#hashes]
    const room = Math.ceil(offsets.length * GROWTH)
    this.#offsets = new Uint32Array(room)
    this.#hashes = new Uint32Array(room)
    for (let from = 0; from < offsets.length; from += 1) {
      const [stored = 0, hash = 0] = [offsets[from], hashes[from]]
      if (stored === 0) continue
      const place = this.#place(stored, hash)
      this.#offsets[place] = stored
      this.#hashes[place] = hash
    }
  }
}
