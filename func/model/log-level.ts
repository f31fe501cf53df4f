/** From the lowest to the highest. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** Statuses of log events that somebody should see, as script sets write them in the tag `status`. */
export const BAD_STATUSES = ['error', 'critical', 'alert', 'emerg', 'warning'] as const
