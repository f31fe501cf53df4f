/** Time of the host. */

export type Clock = () => Date
