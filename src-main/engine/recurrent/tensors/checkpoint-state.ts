import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { providers } from '../../../contract/index.ts';
import { ChunkPlan } from '../../../sequence/index.ts';

const formatVersion = 3;
const crcs = z.array(z.number().int());
const stateSchema = z.object({
  formatVersion: z.literal(formatVersion),
  chunk: z.number().int().positive(),
  length: z.number().int().positive(),
  /** Where the state is reset; null where it is not. */
  window: z.number().int().positive().nullable().default(null),
  position: z.object({ layer: z.number().int(), sweep: z.number().int() }),
  /** By strand; null while that residual still is the embedding. */
  residuals: z.array(z.object({ slot: z.number().int().nonnegative(), crcs }).nullable()),
  partial: z.object({ crcs }).nullable(),
  /** What has computed the values, over all attempts. */
  computedBy: z.array(z.enum(providers)),
  /** That the pass has taken so far, over all attempts. */
  seconds: z.number().nonnegative().default(0),
});
/** How far a pass has come, as it is kept beside its tensors. */
export type CheckpointState = z.infer<typeof stateSchema>;

/** Where a residual lies, and what each of its chunks adds up to. */
export type SavedTensor = NonNullable<CheckpointState['residuals'][number]>;

/** Of a pass that has done nothing yet. */
export function emptyState({ size, length, window }: ChunkPlan, strands: number): CheckpointState {
  return {
    formatVersion,
    ...{ chunk: size, length, window: window ?? null },
    position: { layer: 0, sweep: 0 },
    residuals: Array.from({ length: strands }, () => null),
    partial: null,
    computedBy: [],
    seconds: 0,
  };
}

/** Makes it the state of the folder, at once. */
export function writeState(folder: string, state: CheckpointState): void {
  const temporary = join(folder, 'state.json.tmp');
  writeFileSync(temporary, JSON.stringify(state));
  renameSync(temporary, join(folder, 'state.json'));
}

/** That of the folder, if it is of a pass such as that of `empty`, which may be read in other chunks than this one's. */
export function readState(
  folder: string,
  empty: CheckpointState,
  plan: ChunkPlan,
): CheckpointState | undefined {
  let found: CheckpointState;
  try {
    found = stateSchema.parse(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')));
  } catch {
    // None yet, or not readable: the pass starts from its beginning.
    return undefined;
  }
  // A layer of one chunk has other scans: between them there is no changing over.
  const hasSameScans = planOf(found).isSingleChunk === plan.isSingleChunk;
  const fits =
    found.length === empty.length &&
    found.window === empty.window &&
    found.residuals.length === empty.residuals.length &&
    (found.position.sweep === 0 || hasSameScans);
  return fits ? found : undefined;
}

/** Chunks as they were written. */
export function planOf({ length, chunk, window }: CheckpointState): ChunkPlan {
  return new ChunkPlan(length, chunk, window ?? undefined);
}
