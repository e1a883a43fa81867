import { formatBytes } from '../../contract/index.ts';
import { allowedMemory, baseBytes } from '../memory/index.ts';
import { MemoryRanOut } from './converse.ts';

/** Below this a job is not worth trying with still less. */
const leastMemory = 2 * baseBytes;

/**
 * What to go on with after `error`: half the memory, so that the rest of the job's values lies in
 * files, and a sentence that says so. Throws the error where less memory does not help.
 *
 * @param memory what the job was given, bytes
 */
export function lessMemory(
  error: unknown,
  memory: number | undefined,
): { readonly memory: number; readonly note: string } {
  const half = allowedMemory(memory) / 2;
  if (!(error instanceof MemoryRanOut) || half < leastMemory) throw error;
  return { memory: half, note: `${error.message} Continuing with ${formatBytes(half)} at most.` };
}
