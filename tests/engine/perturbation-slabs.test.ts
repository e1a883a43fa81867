import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { BlockGrid } from '../../src-main/engine/perturbation-plan/block-grid.ts';
import { ReferenceRun } from '../../src-main/engine/recurrent/perturbations/reference-run.ts';

const [layers, d, length, chunks] = [8, 4, 64, 8];

/** Each layer adds 1 to what enters it. What a computation reads is looked at again when it is done. */
function reference() {
  const scan = {
    ...{ direction: 'forward', states: [{ name: 's', shape: [1] }], starts: [] },
    ...{ readsForwardPartial: false, writes: 'residual' },
  };
  const network = {
    ...{ layers: Array.from({ length: layers }, () => ({ streamed: [scan] })), strands: 1, d },
    ...{ forwardPartialWidth: d, vocabSize: 16, tracks: 0, complement: () => [] },
    embedding: () => Float32Array.from({ length: 16 * d }, (_, i) => i % 7),
  };
  const seen = { changed: 0 };
  let calls = 0;
  const pool = {
    async runChains(
      _layer: number,
      _scan: unknown,
      {
        residual: [residual],
        into,
        chains,
      }: {
        residual: [Float32Array];
        into: Float32Array;
        chains: { blocks: number[] }[];
      },
    ) {
      const before = residual.slice();
      const pauses = 1 + (calls++ % 5);
      for (let i = 0; i < pauses; i++) await setImmediate();
      if (before.some((value, i) => value !== residual[i])) seen.changed += 1;
      for (const [i, value] of residual.entries()) into[i] = value + 1;
      return { s: new Float32Array(chains[0]!.blocks.length) };
    },
  };
  const grid = new BlockGrid(length, 4, 2);
  const run = new ReferenceRun(
    network as never,
    grid,
    Uint8Array.from({ length }, (_, i) => i % 4),
    {
      ...{ pool: pool as never, room: 1, origin: 0, kept: [new Set<number>()] },
      ...{ resident: chunks, checkpoint: undefined },
    },
  );
  for (let layer = 0; layer < layers; layer++) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      run.states.keep({ layer, strand: 0, scan: 0 }, chunk, { s: new Float32Array(1) });
    }
  }
  return { run, seen };
}

let { run, seen } = reference();
beforeEach(() => {
  ({ run, seen } = reference());
});

/** Goes up the layers as a change that spreads; wrong layers that it was given. */
async function goUp(touched: readonly number[], pauses: number): Promise<number> {
  let wrong = 0;
  const user = { layer: 0 };
  run.slabs.enter(user);
  try {
    for (let layer = 0; layer < layers; layer++) {
      user.layer = layer;
      for (const chunk of touched.slice(0, 1 + (layer >> 1))) {
        const slab = await run.slab({ layer, strand: 0, chunk }, user);
        for (let i = 0; i < pauses; i++) await setImmediate();
        slab.left(layer, 0, slab.from);
        const entered = new Float32Array(slab.tokens * d);
        run.embedding.fill(0, chunk, entered);
        for (const at of [layer, layer + 1]) {
          const { residual } = slab.layers.get(at)!;
          if (entered.some((value, i) => value + at !== residual[i])) wrong += 1;
        }
      }
    }
  } finally {
    run.slabs.leave(user);
  }
  return wrong;
}

it('a slab that is read keeps its values where there is room for none', async () => {
  for (let k = 0; k < 20; k++) {
    const other = [4, 5, 6, 7].map((chunk) => (chunk + k) % chunks);
    expect(await Promise.all([goUp([0, 1, 2, 3], 0), goUp(other, 0)])).toEqual([0, 0]);
  }
  expect(seen.changed).toBe(0);
});

it('a slab in which somebody works above keeps its layers for him', async () => {
  const faster = async () => {
    let wrong = 0;
    for (let i = 0; i < 3; i++) wrong += await goUp([3, 4, 5, 6], 0);
    return wrong;
  };
  for (let k = 0; k < 5; k++) {
    expect(await Promise.all([goUp([2, 3, 4, 5], 12), faster()])).toEqual([0, 0]);
  }
  expect(seen.changed).toBe(0);
});
