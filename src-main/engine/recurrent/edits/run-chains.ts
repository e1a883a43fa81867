import type { Network } from '../../../model/index.ts';
import type { Chain } from './chain.ts';
import type { Lane, LaneResult, SweepPool } from './sweep-pool.ts';

/** Runs chains through all layers, in step, so that a sweep's chunks are computed side by side. */
export async function runChains(
  network: Network,
  chains: readonly Chain[],
  pool: SweepPool,
  onSweep: (sweepsDone: number, sweeps: number) => void,
): Promise<void> {
  const sweeps = network.layers.flatMap(({ chunked }, layer) =>
    chunked.map((sweep, index) => ({ layer, index, sweep })),
  );
  for (const [done, { layer, index, sweep }] of sweeps.entries()) {
    let walks = await Promise.all(
      chains.map(async (chain) => begin(chain.walk({ layer, sweep: index }))),
    );
    while (walks.length > 0) {
      const results = await pool.run(
        layer,
        sweep,
        walks.map(({ lane }) => lane),
      );
      const next: Walk[] = [];
      for (const [i, { generator }] of walks.entries()) {
        const step = await generator.next(results[i]!);
        if (!step.done) next.push({ generator, lane: step.value });
      }
      walks = next;
    }
    if (sweep.writes === 'residual') for (const chain of chains) chain.trim(layer);
    onSweep(done + 1, sweeps.length);
  }
}

interface Walk {
  readonly generator: AsyncGenerator<Lane, void, LaneResult>;
  readonly lane: Lane;
}

async function begin(generator: AsyncGenerator<Lane, void, LaneResult>): Promise<Walk> {
  const step = await generator.next();
  if (step.done) throw new Error('A sweep has at least one chunk.');
  return { generator, lane: step.value };
}
