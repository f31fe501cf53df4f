/** A simulated AWS account for the demo, and for trying things out. */
import type { Simulator, SimulatorOptions } from '../simulator/simulator.ts'

export { DAMAGES } from '../simulator/wire/damage.ts'

export interface SimulatedAccount {
  readonly simulator: Simulator
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export async function startSimulatedAccount(options: SimulatorOptions): Promise<SimulatedAccount> {
  // loaded when it is wanted: no other command needs it
  const { startSimulator, ACCESS_KEY_ID, SECRET_ACCESS_KEY } = await import('../simulator/simulator.ts')
  const simulator = await startSimulator(options)
  return { simulator, accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY }
}
