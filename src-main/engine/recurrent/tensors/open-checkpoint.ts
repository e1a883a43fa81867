import { mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, MegabaseError, type Provider } from '../../../contract/index.ts';
import { readsForward, type Network } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { Checkpoint } from './checkpoint.ts';
import type { PassJob } from '../../jobs/index.ts';
import { ForwardCheckpoint } from './forward-checkpoint.ts';
import { checkpointBytes } from '../../memory/index.ts';

/**
 * A checkpoint in `folder`, if the disk has room for it; of chunks from `first` on where nobody is to
 * go on from it. Error: `disk-full`.
 */
export function openCheckpoint(
  folder: string,
  network: Network,
  plan: ChunkPlan,
  first: number,
  computing?: () => Provider,
): Checkpoint {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const needed = checkpointBytes(network, Math.max(0, plan.length - plan.range(first).start));
  // What a stopped pass left there is written over, so a resumed one does not need it again.
  const free = bavail * bsize + bytesIn(folder);
  if (needed > free) {
    throw new MegabaseError(
      'disk-full',
      `The checkpoints of this pass take up to ${formatBytes(needed)}; ${folder} has ` +
        `${formatBytes(free)} free.`,
    );
  }
  return new Checkpoint(folder, plan, network.strands, first, computing);
}

/**
 * That of a pass that goes chunk by chunk through all layers, as a device does it; undefined where the network cannot
 * be read so, or nothing is kept.
 */
export function openForwardCheckpoint(
  network: Network,
  { checkpoint, modelHash, tokens, window, raw, embed }: PassJob,
  computing: () => Provider,
): ForwardCheckpoint | undefined {
  if (checkpoint === undefined || !readsForward(network)) return undefined;
  const asked = [modelHash, tokens.length, window, raw, embed];
  return new ForwardCheckpoint(checkpoint, asked, computing);
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
