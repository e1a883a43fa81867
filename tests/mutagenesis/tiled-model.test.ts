import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Shard } from '../../src-main/contract/index.ts';
import { findMutagenesis } from '../../src-main/analysis/mutagenesis/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { Random } from '../support/random.ts';
import { neverStopped } from '../support/read-analysis.ts';
import { openScoring, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
const [length, centre] = [96, 32];
const conv = { seed: 3, hidden: 5, channels: 2, width: 33 };
const plain = plainConv(conv);
const text = basesWithGap(new Random(11), 700, [300, 320]);
const fasta = join(shared, 'g.fa');
writeFileSync(fasta, `>chr\n${text}\n`);
const model = join(shared, 'conv');
const tracks = ['a', 'b'].map((id) => ({ id, label: id, unit: 'x', color: '#000000' }));
const layout = '[1,tracks,bins]';
writeConvFolder(
  model,
  { 'model.onnx': convGraph(conv, { length }) },
  {
    input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
    tiling: { length, centre },
    outputs: [{ kind: 'tracks', name: 'out', layout, bin: 1, activation: 'none', tracks }],
  },
);
let scoring: OpenScoring;
beforeAll(async () => {
  scoring = await openScoring({ fasta, model, shared });
});
afterAll(() => scoring.close());

function find(region: { start: number; end: number }, at?: string, shard?: Shard) {
  const spec = {
    ...{ region: { contig: 'chr', ...region }, shard },
    ...({ provider: 'cpu', threads: 1, tolerance: 1e-7 } as const),
    readout: { kind: 'track', track: 'b', at },
  } as const;
  return resultOf(findMutagenesis(scoring.context, spec, neverStopped), () => undefined);
}

/** Of the network computed plainly, the mean over a place. */
function changesOf(region: { start: number; end: number }, place = region): number[] {
  const mean = (letters: string) => {
    let sum = 0;
    for (let i = place.start; i < place.end; i++) sum += plain(letters, i)[1]!;
    return sum / (place.end - place.start);
  };
  const value = mean(text);
  const found: number[] = [];
  for (let i = region.start; i < region.end; i++) {
    for (const base of 'ACGT') {
      const changed = text.slice(0, i) + base + text.slice(i + 1);
      found.push(text[i] === 'N' ? NaN : mean(changed) - value);
    }
  }
  return found;
}

it.each([
  ['in the middle', [400, 406], undefined],
  ['at the first base', [0, 3], undefined],
  ['at the last base', [697, 700], undefined],
  ['across tiles', [410, 450], undefined],
  ['read out beside it, as far as the model sees', [400, 403], [425, 436]],
  ['at a gap', [318, 323], [325, 330]],
] as const)('a mutagenesis %s is that of the network itself', async (_, region, place) => {
  const [start, end] = region;
  const at = place && `chr:${place[0] + 1}-${place[1]}`;
  const map = await find({ start, end }, at);
  const expected = changesOf({ start, end }, place && { start: place[0], end: place[1] });
  expect([...map.changes].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
  for (const [i, value] of expected.entries()) {
    if (!Number.isNaN(value)) expect(map.changes[i]).toBeCloseTo(value, 4);
  }
  expect(Math.max(...map.changes.filter((value) => !Number.isNaN(value)))).toBeGreaterThan(1e-3);
});

it('a readout beyond what the model sees is refused, for nothing there would change', async () => {
  await expect(find({ start: 400, end: 403 }, 'chr:500-510')).rejects.toThrow(
    'The readout chr:500-510 is 96 bp from chr:401-403; the model sees 32 bp on each side',
  );
});

it('the shards of a region that lies across tiles are the whole, bit by bit', async () => {
  const region = { start: 410, end: 450 };
  const whole = await find(region);
  const parts: Awaited<ReturnType<typeof find>>[] = [];
  for (let number = 1; number <= 3; number++) {
    parts.push(await find(region, undefined, { number, count: 3 }));
  }
  expect(parts.map(({ region: { start, end } }) => [start, end])).toEqual([
    [410, 424],
    [424, 438],
    [438, 450],
  ]);
  expect(parts.flatMap(({ changes }) => [...changes])).toEqual([...whole.changes]);
  expect(parts.map(({ value }) => value)).toEqual(parts.map(() => whole.value));
});
