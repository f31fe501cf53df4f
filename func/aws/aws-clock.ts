/** AWS's time, as its answers show it: the machine's clock may be wrong, or jump. */
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { parseHttpDate, SECOND_MS } from '../time.ts'

/** By less than this, clocks always differ; what follows from it is read again with what has not settled. */
const USUAL_SKEW_MS = 30 * SECOND_MS

export class AwsClock {
  readonly #machine: () => number
  #offset = 0

  /** @param machine Milliseconds since the epoch, as this machine has them. */
  constructor(machine: () => number) {
    this.#machine = machine
  }

  /** Milliseconds since the epoch, as AWS has them. */
  readonly now = (): number => this.#machine() + this.#offset

  /** Milliseconds by which AWS's clock is ahead of this machine's; 0 as long as nothing else is proved. */
  get offset(): number {
    return this.#offset
  }

  get machineNow(): number {
    return this.#machine()
  }

  /** A minute that this machine's clock planned, by AWS's clock; never in the future. */
  planned(time: number): number {
    const offset = Math.abs(this.#offset) < USUAL_SKEW_MS ? 0 : this.#offset
    return Math.min(time, this.#machine()) + offset
  }

  /**
   * An answer was made at a second of AWS's clock, between two times of this machine: that leaves a range of offsets.
   * @param date As its header has it.
   */
  observe(date: string | undefined, sentAt: number, receivedAt: number): void {
    const second = parseHttpDate(date ?? '')?.getTime()
    if (second === undefined) return
    const lowest = second - receivedAt
    const highest = second + SECOND_MS - sentAt
    if (lowest <= highest) this.#offset = Math.min(Math.max(this.#offset, lowest), highest)
  }
}

/** Sends as the SDK does, and shows each answer of AWS to the clock. */
export class ClockedHandler extends NodeHttpHandler {
  readonly #clock: AwsClock

  constructor(clock: AwsClock, options: ConstructorParameters<typeof NodeHttpHandler>[0]) {
    super(options)
    this.#clock = clock
  }

  override async handle(
    ...args: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const sentAt = this.#clock.machineNow
    const result = await super.handle(...args)
    const { headers } = result.response
    // Proxies answer at times of their own.
    if (headers['x-amzn-requestid'] !== undefined) {
      this.#clock.observe(headers.date, sentAt, this.#clock.machineNow)
    }
    return result
  }
}

interface SigningConfig {
  disableClockSkewCorrection?: () => Promise<boolean>
  signer: (scheme?: never) => Promise<{ sign(request: never, options?: object): Promise<unknown> }>
}

/**
 * Has an SDK client sign by this clock. Its own correction knows each client's answers alone, begins at minutes, and
 * sends every call again that AWS refuses for whatever reason.
 */
export function signByClock(config: object, clock: Pick<AwsClock, 'now'>): void {
  const signing = config as SigningConfig
  const signerOf = signing.signer.bind(config)
  signing.signer = async (scheme) => {
    const signer = await signerOf(scheme)
    return {
      sign: (request, options) => signer.sign(request, { ...options, signingDate: new Date(clock.now()) }),
    }
  }
  signing.disableClockSkewCorrection = async () => true
}
