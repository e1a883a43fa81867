import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planTiles } from '../../src-main/engine/tiled/plan-tiles.ts';
import { graphManifestSchema } from '../../src-main/model/tiled/manifest.ts';
import { tokenOf } from '../../src-main/sequence/index.ts';
import { changeGraph, moveWeight } from '../support/onnx-files.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
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
  // The first tile starts at the border of a bin, at or before the interval; the last one ends there.
  const before = start % bin;
  const last = Math.ceil((tokens.length + before - tile) / bin) * bin;
  const read = new Map<number, number[][]>();
  const values: number[][] = [];
  for (let x = bin; x + bin <= tokens.length + before; x += bin) {
    const own = Math.floor((x - (tile - centre) / 2) / centre) * centre;
    const first = Math.min(Math.max(0, own), last);
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

it('pieces that know nothing of each other are read as each of them alone', async () => {
  const window = 20_480;
  const place = { model, graphs, start: 20_096, raw: undefined };
  const whole = await runPass({ ...place, tokens, window });
  const second = await runPass({
    ...place,
    start: place.start + window,
    tokens: tokens.subarray(window),
  });
  const tail = whole.tracks.map((track) => track.subarray(window / bin));
  expect(tail).toEqual(second.tracks);
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
  expect(rest.tracks).toEqual(whole.tracks);
  expect(existsSync(checkpoint)).toBe(false);

  // Nothing of what was changed meanwhile is taken for what was written.
  mkdirSync(checkpoint);
  writeFileSync(file, Buffer.alloc(size, 1));
  const anew = await runPass({ ...job, checkpoint });
  expect(anew.begun.resumedScans).toBe(0);
  expect(anew.tracks).toEqual(whole.tracks);
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
  graphManifestSchema.parse({
    formatVersion: 1,
    ...{ id: 'a', name: 'A', version: '1', family: 'onnx', license: 'CC0-1.0' },
    input: { kind: 'one-hot', name: 'dna', layout: '[1,L,4]', order: 'ACGT', unknown: 0 },
    tiling,
    outputs,
  });
const tracks = (more: object) => {
  const list = [{ id: 'a', label: 'A', unit: 'x', color: '#000000' }];
  const form = { kind: 'tracks', name: 'y', layout: '[1,bins,tracks]', activation: 'none' };
  return { ...form, bin: 128, tracks: list, ...more };
};

it('what counts of the tiles is all of the interval, once, with its context on either side', () => {
  for (const crop of [0, 256, 1_024]) {
    const form = manifest({ length: 4_096, centre: 1_024 }, [tracks({ crop })]);
    for (const interval of [0, 1, 127, 128, 5_000].flatMap((first) =>
      [1, 128, 2_048, 4_095, 4_096, 4_097, 10_000, 51_200].map((length) => ({
        start: first,
        end: first + length,
      })),
    )) {
      const tiles = planTiles(form, interval);
      const length = interval.end - interval.start;
      expect(tiles[0]!.from).toBe(0);
      expect(tiles.at(-1)!.to).toBe(length);
      for (const [i, one] of tiles.entries()) {
        if (i > 0) expect(one.from).toBe(tiles[i - 1]!.to);
        expect(one.end - one.start).toBe(4_096);
        // A bin's value can be cut out whole.
        expect((interval.start + one.start + crop) % 128).toBe(0);
        expect(one.from).toBeGreaterThanOrEqual(one.start + crop);
        expect(one.to).toBeLessThanOrEqual(one.end - crop);
        const margin = (4_096 - 1_024) / 2;
        if (i > 0) expect(one.from - one.start).toBeGreaterThanOrEqual(margin);
        if (i < tiles.length - 1) expect(one.end - one.to).toBe(margin);
      }
    }
  }
});

it('a graph of a free length reads a short interval as a short tile', () => {
  const tiling = { length: 4_096, shortest: 1_024, multipleOf: 512 };
  const form = manifest(tiling, [tracks({})]);
  const lengthOf = (end: number) => {
    const [only, ...others] = planTiles(form, { start: 0, end });
    expect(others).toEqual([]);
    return only!.end - only!.start;
  };
  expect([1, 1_024, 1_025, 3_000, 4_096].map(lengthOf)).toEqual([
    1_024, 1_024, 1_536, 3_072, 4_096,
  ]);
});
