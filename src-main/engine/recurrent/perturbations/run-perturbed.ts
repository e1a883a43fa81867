import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { PerturbedRun } from './perturbed-run.ts';
import type { BatchItem, BatchItemResult, ScanPool } from './scan-pool.ts';

/** Runs perturbed runs through all layers, in step, so that a directional scan's chunks are computed side by side. */
export async function runPerturbed(
  network: Network,
  runs: readonly PerturbedRun[],
  pool: ScanPool,
  onScan: (scansDone: number, scans: number) => void,
): Promise<void> {
  const scans = network.layers.flatMap(({ streamed }, layer) =>
    streamed.map((scan, index) => ({ layer, index, scan })),
  );
  for (const [done, { layer, index, scan }] of scans.entries()) {
    let walks = await Promise.all(runs.map(async (run) => begin(run.walk({ layer, scan: index }))));
    while (walks.length > 0) {
      const results = await pool.run(
        layer,
        scan,
        walks.map(({ item }) => item),
      );
      const next: Walk[] = [];
      for (const [i, { generator }] of walks.entries()) {
        const step = await generator.next(defined(results[i]));
        if (!step.done) next.push({ generator, item: step.value });
      }
      walks = next;
    }
    if (scan.writes === 'residual') for (const run of runs) run.trim(layer);
    onScan(done + 1, scans.length);
  }
}

interface Walk {
  readonly generator: AsyncGenerator<BatchItem, void, BatchItemResult>;
  readonly item: BatchItem;
}

async function begin(generator: AsyncGenerator<BatchItem, void, BatchItemResult>): Promise<Walk> {
  const step = await generator.next();
  if (step.done) throw new Error('A directional scan has at least one chunk.');
  return { generator, item: step.value };
}
