import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'

export function settingsHandlers({ settings, homeName, version }: ApiDependencies): Handlers<'getSettings'> {
  return {
    getSettings: async () => ({ items: [...settings], home: homeName, version }),
  }
}
