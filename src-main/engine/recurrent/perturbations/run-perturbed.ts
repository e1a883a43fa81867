import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { ResultBuffers } from './buffer-pool.ts';
import type { PerturbedRun } from './perturbed-run.ts';
import type { SlabUser } from './slab-store.ts';
import type { ChainItem, ChainItemResult, ScanPool } from './scan-pool.ts';

/**
 * Runs perturbed runs through all layers, in step, so that a directional scan's blocks are computed side by side.
 * Gives how many tokens were computed a step, the mean.
 */
export async function runPerturbed(
  network: Network,
  runs: readonly PerturbedRun[],
  pool: ScanPool,
  { user, buffers }: { readonly user: SlabUser; readonly buffers: ResultBuffers },
  onScan: (scansDone: number, scans: number) => void,
): Promise<number> {
  let [tokens, steps] = [0, 0];
  const scans = network.layers.flatMap(({ streamed }, layer) =>
    streamed.map((scan, index) => ({ layer, index, scan })),
  );
  for (const [done, { layer, index, scan }] of scans.entries()) {
    user.layer = layer;
    let walks: Walk[] = [];
    for (const run of runs) walks.push(await begin(run.walk({ layer, scan: index }, user)));
    while (walks.length > 0) {
      for (const { item } of walks) for (const block of item.blocks) tokens += block;
      steps += 1;
      const results = await pool.run(
        layer,
        scan,
        walks.map(({ item }) => item),
        buffers,
      );
      const next: Walk[] = [];
      for (const [i, { generator }] of walks.entries()) {
        const step = await generator.next(defined(results[i]));
        if (!step.done) next.push({ generator, item: step.value });
      }
      walks = next;
    }
    buffers.endScan(scan.writes);
    onScan(done + 1, scans.length);
  }
  return tokens / steps;
}

interface Walk {
  readonly generator: AsyncGenerator<ChainItem, void, ChainItemResult>;
  readonly item: ChainItem;
}

async function begin(generator: AsyncGenerator<ChainItem, void, ChainItemResult>): Promise<Walk> {
  const step = await generator.next();
  if (step.done) throw new Error('A directional scan has at least one block.');
  return { generator, item: step.value };
}
