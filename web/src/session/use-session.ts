import { useRead } from '../api/api-context.ts'

const RANKS = { viewer: 0, operator: 1, admin: 2 } as const

export function useSession() {
  return useRead('getSession', {})
}

/** Whether the user has this role or a higher one. */
export function useMay(role: keyof typeof RANKS): boolean {
  const user = useSession().data?.user
  return user !== null && user !== undefined && RANKS[user.role] >= RANKS[role]
}
