import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { ChosenScan } from './choose-scan.ts';
import { zeroStates } from '../scan-runner.ts';

/** Seconds that the first layer takes of `tokens` tokens, once it is warm. */
export async function timeLayer(
  network: Network,
  scans: Pick<ChosenScan, 'open'>,
  tokens: number,
): Promise<number> {
  const { d, forwardPartialWidth } = network;
  const values = (width: number) =>
    Float32Array.from({ length: tokens * width }, (_, i) => Math.sin(i + 1));
  const [residual, partial] = [values(d), values(forwardPartialWidth)];
  let seconds = 0;
  for (const scan of defined(network.layers[0]).streamed) {
    const width = scan.writes === 'partial' ? forwardPartialWidth : d;
    const step = {
      ...{ batch: 1, tokens, residual, first: true },
      forwardPartial: scan.readsForwardPartial ? partial : undefined,
      states: zeroStates(scan.states),
      into: new Float32Array(tokens * width),
    };
    const runner = await scans.open(0, scan);
    try {
      // The first run compiles shaders and takes memory for the first time.
      await runner.run(step);
      const began = performance.now();
      await runner.run(step);
      seconds += (performance.now() - began) / 1000;
    } finally {
      await runner.release();
    }
  }
  return seconds;
}
