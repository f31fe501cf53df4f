/** Metrics of AWS/Lambda that kinds of functions differ in. */
export type FunctionMetric =
  | CommonMetric
  | 'AsyncEventsReceived'
  | 'AsyncEventAge'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  | 'IteratorAge'
  | 'OffsetLag'
  | 'OversizedRecordCount'
  | 'PostRuntimeExtensionsDuration'
  | 'ProvisionedConcurrencyInvocations'
  | 'ProvisionedConcurrencySpilloverInvocations'
  | 'ProvisionedConcurrentExecutions'
  | 'ProvisionedConcurrencyUtilization'
  | 'RecursiveInvocationsDropped'
  | 'SignatureValidationErrors'

/** Every function that was called has these. */
export const COMMON_METRICS = [
  'Invocations',
  'Errors',
  'Throttles',
  'Duration',
  'ConcurrentExecutions',
] as const

type CommonMetric = (typeof COMMON_METRICS)[number]
