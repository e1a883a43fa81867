import { formatBytes, isMegabaseError, MegabaseError } from '../../contract/index.ts';
import { allowedMemory, baseBytes } from '../memory/index.ts';
import { MemoryRanOut } from './converse.ts';

/** Below this a job is not worth trying with still less. */
const leastMemory = 2 * baseBytes;

/**
 * A refusal of what somebody allows as their fault: the same is refused for ever. Other errors as they are.
 *
 * @param given memory that the refused attempt had, bytes
 * @param allowed memory that somebody set, bytes
 */
export function asLimit(
  error: unknown,
  given: number | undefined,
  allowed: number | undefined,
): unknown {
  const isRefusal = isMegabaseError(error) && !(error instanceof MemoryRanOut);
  if (!isRefusal || error.code !== 'memory-short') return error;
  if (allowed === undefined || given !== allowed) return error;
  return new MegabaseError('memory-limit', error.message);
}

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
