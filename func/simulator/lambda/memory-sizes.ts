/** What functions have, in MB. */
export const MEMORY_SIZES: readonly number[] = [128, 256, 512, 1024, 1769, 2048, 3008]
