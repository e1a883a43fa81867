import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TileCheckpoint } from '../../src-main/engine/tiled/tile-checkpoint.ts';
import { planGrid, planTiles } from '../../src-main/engine/tiled/plan-tiles.ts';
import { sendBegun } from '../../src-main/engine/tiled/run-tiles.ts';
import { TileProgressEstimator } from '../../src-main/engine/tiled/tile-progress-estimator.ts';
import { chooseReading } from '../../src-main/model/index.ts';
import { graphManifestSchema } from '../../src-main/model/tiled/manifest.ts';
import { resolveManifest } from '../../src-main/model/tiled/resolve-manifest.ts';
import { tokenOf } from '../../src-main/sequence/index.ts';
import { changeGraph, moveWeight } from '../support/onnx-files.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { plainTinyTransformer, writeTinyTransformer } from '../support/tiny-transformer.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const shared = sharedFolder();
const graphs = join(shared, 'graphs');
const [tile, centre, bin] = [6_144, 2_048, 128];
const model = join(shared, 'tiny');
writeTinyTransformer(model, { tile, centre });

const start = 20_037;
const tokens = tutorialContig('chrT2').subarray(start, 60_000);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** What a bin's own tile says of it, computed plainly. */
function expected(): number[][] {
  // The first centre starts at the border of a bin, at or before the interval.
  const before = start % bin;
  const read = new Map<number, number[][]>();
  const values: number[][] = [];
  for (let x = bin; x + bin <= tokens.length + before; x += bin) {
    const first = Math.floor(x / centre) * centre - (tile - centre) / 2;
    const padded = Uint8Array.from(
      { length: tile },
      (_, i) => tokens[first + i - before] ?? tokenOf.N,
    );
    const logits = read.get(first) ?? plainTinyTransformer(padded);
    read.set(first, logits);
    values.push(logits[(x - first) / bin]!.map(sigmoid));
  }
  return values;
}

it('a track stitched from tiles is what a plain computation says of each tile, on bins of the contig', async () => {
  const pass = await runPass({ model, tokens, start, graphs, raw: undefined });
  const plain = expected();
  expect(pass.firstBin).toBe(Math.ceil(start / bin));
  for (const [t, track] of pass.tracks.entries()) {
    expect(track).toHaveLength(plain.length);
    for (const [i, value] of track.entries()) expect(value).toBeCloseTo(plain[i]![t]!, 4);
  }
  // There is something to see: promoters, active ones and inactive ones.
  expect(Math.max(...pass.tracks[3]!)).toBeGreaterThan(0.9);
  expect(
    pass.tracks[2]!.filter((p, i) => p > 0.9 && pass.tracks[3]![i]! < 0.1).length,
  ).toBeGreaterThan(0);
  expect(pass.begun).toMatchObject({ chunk: tile, scan: { scan: 'none' } });
  const told = pass.progress.map(({ stage, chunk }) => [stage, chunk]);
  expect(told.at(-1)).toEqual(['tiles', pass.begun.chunks]);
  expect(pass.logLikelihood).toHaveLength(tokens.length);
  expect(pass.logLikelihood.every(Number.isNaN)).toBe(true);
});

it('a pass that is stopped goes on behind the last tile that was read whole, to the same end', async () => {
  const job = { model, tokens, start, graphs, raw: undefined };
  const whole = await runPass(job);
  const checkpoint = join(shared, 'pass');
  const controller = new AbortController();
  const stopped = runPass({
    ...job,
    checkpoint,
    signal: controller.signal,
    onReply: (reply) => {
      if (reply.kind === 'progress' && reply.progress.chunk === 9) controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  // As a power cut may leave it.
  const file = join(checkpoint, 'tiles.bin');
  const size = statSync(file).size;
  appendFileSync(file, 'half a tile');
  const rest = await runPass({ ...job, checkpoint });
  expect(rest.begun.resumedScans).toBeGreaterThanOrEqual(9);
  expect(rest.begun.computedBefore).toEqual(['cpu']);
  expect(rest.tracks).toEqual(whole.tracks);
  expect(existsSync(checkpoint)).toBe(false);

  // Nothing of what was changed meanwhile is taken for what was written.
  mkdirSync(checkpoint);
  writeFileSync(file, Buffer.alloc(size, 1));
  const anew = await runPass({ ...job, checkpoint });
  expect(anew.begun.resumedScans).toBe(0);
  expect(anew.tracks).toEqual(whole.tracks);
});

it('tiles that are kept name what has computed them', () => {
  const folder = temporaryFolder();
  const values = { tracks: [], distributions: Float32Array.of(0.1, 0.2, 0.3, 0.4) };
  const left = new TileCheckpoint(folder);
  for (const provider of ['webgpu', 'cpu', 'cpu'] as const) left.write(values, provider, 1);
  left.close();
  const found = new TileCheckpoint(folder);
  expect(found.computedBefore).toEqual([]);
  for (const _ of [0, 1, 2]) expect(found.read({ tracks: [], distributions: 1 })).toEqual(values);
  expect(found.computedBefore).toEqual(['webgpu', 'cpu']);
  found.discard();
});

it('a graph that the runtime cannot load is the error of its job', async () => {
  const broken = join(shared, 'broken');
  writeTinyTransformer(broken, { tile, centre });
  changeGraph(broken, ({ graph }) => (graph!.node[0]!.opType = 'Nonsense'));
  const pass = runPass({ model: broken, tokens, start, graphs, raw: undefined });
  await expect(pass).rejects.toMatchObject({ code: 'model-graph' });
  await expect(pass).rejects.toThrow(/^ONNX Runtime cannot load .*model\.onnx: .*Nonsense/s);
});

it('weights that lie in another file are read', async () => {
  const apart = join(shared, 'apart');
  writeTinyTransformer(apart, { tile, centre });
  moveWeight(apart, 'weights.bin');
  const short = { tokens: tokens.subarray(0, tile), start, graphs, raw: undefined };
  const found = await runPass({ ...short, model: apart });
  expect(found.tracks).toEqual((await runPass({ ...short, model })).tracks);
});

const manifest = (tiling: object, outputs: object[]) =>
  resolveManifest(
    graphManifestSchema.parse({
      formatVersion: 1,
      ...{ id: 'a', name: 'A', version: '1', family: 'onnx', license: 'CC0-1.0' },
      input: { kind: 'one-hot', name: 'dna', layout: '[1,L,4]', order: 'ACGT', unknown: 0 },
      tiling,
      outputs,
    }),
    '',
  );
const tracks = (more: object) => {
  const list = [{ id: 'a', label: 'A', unit: 'x', color: '#000000' }];
  const form = { kind: 'tracks', name: 'y', layout: '[1,bins,tracks]', activation: 'none' };
  return { ...form, bin: 128, tracks: list, ...more };
};

it('the fewest tiles have all that needs values in their centres, with real sequence round it', () => {
  const random = new Random(5);
  for (let round = 0; round < 400; round++) {
    const crop = [0, 256, 1_024][random.below(3)]!;
    const form = manifest({ length: 4_096, centre: 1_024 }, [tracks({ crop })]);
    const origin = 128 * random.below(40) + [0, 77][random.below(2)]!;
    const sequence = new Uint8Array(3_000 + random.below(20_000)).fill(tokenOf.A);
    for (let gaps = random.below(4); gaps > 0; gaps--) {
      const from = random.below(sequence.length);
      sequence.fill(tokenOf.N, from, from + random.below(6_000));
    }
    const valued: { start: number; end: number }[] = [];
    const whole = random.below(2) === 0;
    for (let at = -origin + 128 * Math.ceil(origin / 128); !whole && at < sequence.length;) {
      const end = Math.min(sequence.length, at + 128 * (1 + random.below(30)));
      valued.push({ start: at, end });
      at = end + 128 * (1 + random.below(30));
    }
    const wanted = valued.length > 0 ? valued : [{ start: 0, end: sequence.length }];
    const place = { tokens: sequence, start: origin };
    const tiles = planTiles(form, valued.length > 0 ? { ...place, valued } : place);
    const margin = (4_096 - 1_024) / 2;
    const told = new Uint8Array(sequence.length);
    for (const [i, one] of tiles.entries()) {
      expect(one.end - one.start).toBe(4_096);
      expect(Math.abs((origin + one.start + crop) % 128)).toBe(0);
      expect(one.from).toBeGreaterThanOrEqual(one.start + margin);
      expect(one.to).toBeLessThanOrEqual(one.end - margin);
      expect(one.to).toBeGreaterThan(one.from);
      if (i > 0) expect(one.from).toBeGreaterThanOrEqual(tiles[i - 1]!.to);
      told.fill(1, one.from, one.to);
    }
    const needed = wanted.flatMap(({ start: from, end }) =>
      Array.from({ length: end - from }, (_, i) => from + i).filter(
        (x) => sequence[x] !== tokenOf.N,
      ),
    );
    expect(needed.every((x) => told[x] === 1)).toBe(true);
    // From the first that is not covered, as far as one tile goes: no fewer will do.
    let [fewest, covered] = [0, -Infinity];
    for (const x of needed) {
      if (x < covered) continue;
      fewest += 1;
      covered = Math.floor((origin + x) / 128) * 128 - origin + 1_024;
    }
    expect(tiles).toHaveLength(fewest);
  }
});

it('a short region lies in the middle of its tile, and as near to it as a contig lets it', () => {
  const form = manifest({ length: 4_096, centre: 2_048 }, [tracks({})]);
  const startOf = (start: number, end: number) => {
    const sequence = new Uint8Array(10_240).fill(tokenOf.A);
    const [only, ...others] = planTiles(form, {
      ...{ tokens: sequence, start: 0, valued: [{ start, end }] },
    });
    expect(others).toEqual([]);
    return only!.start;
  };
  expect(startOf(5_120, 5_248)).toBe(5_120 - 7 * 128 - 1_024);
  expect(startOf(128, 256)).toBe(0 - 1_024);
  expect(startOf(10_112, 10_240)).toBe(10_240 - 2_048 - 1_024);
});

it('no tile reads N within a contig, however many places are read as one', () => {
  const form = manifest({ length: 4_096, centre: 2_048 }, [tracks({})]);
  const contig = { name: 'chr', length: 60_000 };
  const all = new Uint8Array(contig.length).fill(tokenOf.A);
  const random = new Random(9);
  for (let round = 0; round < 100; round++) {
    const from = 128 * random.below(200);
    const places = [0, 20, 60].map((k) => {
      const start = from + 128 * (k + random.below(10));
      return { contig: 'chr', start, end: start + 128 };
    });
    const { interval, valued } = chooseReading(places, contig, form, {});
    const read = all.subarray(interval.start, interval.end);
    for (const tile of planTiles(form, { tokens: read, start: interval.start, valued })) {
      expect(Math.max(0, interval.start + tile.start)).toBeGreaterThanOrEqual(interval.start);
      expect(interval.start + tile.end).toBeLessThanOrEqual(interval.end);
    }
  }
});

it('a graph of a free length reads a contig as a tile that is no longer than it', () => {
  const tiling = { length: 4_096, shortest: 1_024, multipleOf: 512 };
  const form = manifest(tiling, [tracks({})]);
  const lengthOf = (end: number) => {
    const [only, ...others] = planTiles(form, {
      tokens: new Uint8Array(end).fill(tokenOf.A),
      start: 0,
    });
    expect(others).toEqual([]);
    return only!.end - only!.start;
  };
  expect([1, 1_024, 1_025, 3_000, 4_096].map(lengthOf)).toEqual([
    1_024, 1_024, 1_536, 3_072, 4_096,
  ]);
});

it('tiles of a grid are the same wherever the sequence ends, and none is read of a gap', () => {
  const form = manifest({ length: 3_072, centre: 1_024 }, [tracks({})]);
  const sequence = new Uint8Array(12_288).fill(tokenOf.A);
  sequence.fill(tokenOf.N, 4_000, 8_192);
  const grid = planGrid(form, { tokens: sequence, start: 1_024 });
  expect(grid.map(({ from, to }) => [from, to])).toEqual(
    [0, 1, 2, 3, 8, 9, 10, 11].map((k) => [k * 1_024, (k + 1) * 1_024]),
  );
  expect(grid.every(({ start, from }) => from - start === 1_024)).toBe(true);
  const valued = [{ start: 9_216, end: 12_288 }];
  expect(planGrid(form, { tokens: sequence, start: 1_024, valued })).toEqual(grid.slice(5));
});

it('a run whose first tile is cut by an end of the contig is told by the length of the others', async () => {
  const told: unknown[] = [];
  const shape = { from: 0, to: 1, centre: 0 };
  const tiles = [
    { ...shape, start: 0, end: 900 },
    { ...shape, start: 600, end: 1800 },
  ];
  const how = { notes: [], resumedScans: 0, settings: {}, provider: 'cpu' as const };
  await sendBegun((reply) => Promise.resolve(void told.push(reply)), tiles, how);
  expect(told).toMatchObject([{ kind: 'begun', chunk: 1200, chunks: 2 }]);
});

it('the time left is that of the tiles after the first ones, for which everything is loaded', () => {
  let seconds = 0;
  const estimator = new TileProgressEstimator(7, { known: 1, batch: 2, now: () => seconds * 1000 });
  const left = (done: number, at: number) => {
    seconds = at;
    return estimator.step(done).secondsLeft;
  };
  expect([left(1, 0), left(2, 60), left(3, 60)]).toEqual([undefined, undefined, undefined]);
  // Two tiles at once, in four seconds.
  expect([left(4, 64), left(5, 64), left(6, 68), left(7, 68)]).toEqual([4, 4, 0, 0]);
});
