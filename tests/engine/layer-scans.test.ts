import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runLayers } from '../../src-main/engine/recurrent/pass.ts';
import { Embedding } from '../../src-main/engine/recurrent/tensors/embed.ts';
import { openPassTensors } from '../../src-main/engine/recurrent/tensors/pass-tensors.ts';
import { openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { root } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';

const { network, close } = openNetwork(
  readModelPackage(join(root, 'native-models/caduceus-tutorial')),
);
const tokens = randomTokens(200, new Random(1));
const last = network.layers.length - 1;

afterAll(close);

/** What happens to the scans of a pass, by layer, where opening or running fails as asked. */
async function events(opensAhead: boolean, fails: (event: string) => boolean = () => false) {
  const log: string[] = [];
  const happen = (event: string) => {
    log.push(event);
    if (fails(event)) throw new Error(event);
  };
  const plan = new ChunkPlan(tokens.length, 64);
  const embedding = new Embedding(network, plan, tokens);
  const tensors = await openPassTensors(network, plan, { embedding });
  const pass = runLayers(
    network,
    tensors,
    { layer: 0, scan: 0 },
    {
      baseOf: (token) => token,
      opensAhead,
      openScan: async (layer, { direction }) => {
        await new Promise(setImmediate);
        happen(`open ${layer} ${direction}`);
        return {
          run: async ({ states, into }) => {
            // Long enough for graphs to open.
            for (let i = 0; i < 10; i++) await new Promise(setImmediate);
            happen(`run ${layer} ${direction}`);
            into.fill(layer);
            return states;
          },
          release: () => {
            happen(`release ${layer} ${direction}`);
            return Promise.resolve();
          },
        };
      },
      onStep: () => undefined,
    },
  );
  const fault = await pass.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
  const named = (kind: string) => log.filter((event) => event.startsWith(kind));
  return { log, fault, opened: named('open'), released: named('release') };
}

/** Whatever was opened has been released, once. */
const scansOf = (list: string[]) => list.map((event) => event.replace(/^\w+ /, '')).sort();

it('the scans of the next layer are opened while one computes, and never more than that', async () => {
  const { log, fault, opened, released } = await events(true);
  expect(fault).toBeUndefined();
  expect(scansOf(released)).toEqual(scansOf(opened));
  expect(opened).toHaveLength(2 * network.layers.length);
  for (let layer = 0; layer < last; layer++) {
    for (const direction of ['forward', 'reverse']) {
      const at = log.indexOf(`open ${layer + 1} ${direction}`);
      expect(at).toBeGreaterThan(log.indexOf(`open ${layer} forward`));
      expect(at).toBeLessThan(log.indexOf(`run ${layer} forward`));
      if (layer > 0) expect(at).toBeGreaterThan(log.indexOf(`release ${layer - 1} reverse`));
    }
  }
});

it('without that, a scan is opened when its turn comes', async () => {
  const { log } = await events(false);
  expect(log.indexOf('open 1 forward')).toBeGreaterThan(log.lastIndexOf('run 0 reverse'));
});

it.each([
  ['a chunk', 'run 1 forward', 'run 1 forward'],
  ['what is opened ahead', 'open 2 reverse', 'open 2 reverse'],
])('where %s fails, all that is open is released', async (_, failing, told) => {
  const { log, fault, opened, released } = await events(true, (event) => event === failing);
  expect(fault).toBe(told);
  expect(scansOf(released)).toEqual(scansOf(opened.filter((event) => event !== failing)));
  // The layer that computes is done first.
  if (failing.startsWith('open')) expect(log).toContain('run 1 reverse');
});
