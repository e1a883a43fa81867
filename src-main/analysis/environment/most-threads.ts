import { availableParallelism } from 'node:os';

/**
 * Most threads that a computation may be given on this machine: beyond the cores threads wait for each
 * other, and 128 on two cores made a pass 20 times slower.
 */
export const mostThreads = Math.max(8, 4 * availableParallelism());
