import { mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, MegabaseError, type Provider } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { Checkpoint } from './checkpoint.ts';
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

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
