import { openRunner, type RunnerFound } from '../../native/index.ts';
import { GraphBuilder, linear } from '../graph/index.ts';
import { RunnerSession } from './runner-session.ts';

let sound: Promise<RunnerFound> | undefined;

/** The runner, once it has computed rightly in this process, or why there is none. */
export function soundRunner(): Promise<RunnerFound> {
  return (sound ??= expectSoundRunner(openRunner()));
}

/**
 * A runner that calls wrong places of the library's table, or a library that is none of ours, would
 * give wrong numbers or none: a product and a sum are held against what they are, run plainly, and bound as
 * they are to a device.
 */
export async function expectSoundRunner(found: RunnerFound): Promise<RunnerFound> {
  if (!found.runner) return found;
  try {
    const fault = await findFault(found.runner);
    return fault === undefined ? found : { reason: `it gives wrong numbers here (${fault})` };
  } catch (error) {
    return { reason: `it does not work here (${(error as Error).message})` };
  }
}

async function findFault(runner: NonNullable<RunnerFound['runner']>): Promise<string | undefined> {
  const g = new GraphBuilder('probe of the runner');
  const x = g.input('x', ['b', 't', 2]);
  const weight = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
  const product = linear(g, x, weight, Float32Array.of(10, 20, 30));
  g.output('y', product, ['b', 't', 3]);
  g.output('z', g.node('Add', [product, product]), ['b', 't', 3]);
  const session = await RunnerSession.open(runner, g.encode(), { provider: 'cpu', threads: 1 });
  try {
    const y = { data: new Float32Array(6), dims: [1, 2, 3] };
    const feeds = { x: { data: Float32Array.of(1, -1, 2, 0.5), dims: [1, 2, 2] } };
    const { z } = await session.run(feeds, { y }, ['z']);
    const bound = await runner.runBound(
      ...([
        session.graph,
        [['x', feeds.x.data, feeds.x.dims]],
        [],
        ['z'],
        [],
        ['y'],
        'Cpu',
        0,
      ] as const),
    );
    const [[[stayed, dims] = []], [[home] = []]] = bound;
    if (stayed) runner.disposeTensor(stayed);
    if (dims?.join() !== '1,2,3') return `a shape of ${dims?.join(' x ')} in place of 1 x 2 x 3`;
    for (const [i, value] of [9, 19, 29, 13, 28, 43].entries()) {
      if (y.data[i] !== value) return `${y.data[i]} in place of ${value}`;
      for (const one of [z?.[i], home?.[i]]) {
        if (one !== 2 * value) return `${one} in place of ${2 * value}`;
      }
    }
    return undefined;
  } finally {
    await session.release();
  }
}
