import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Region } from '../../src-main/contract/index.ts';
import { predict } from '../../src-main/analysis/predict/index.ts';
import {
  perturbInterval,
  type ReferencePart,
} from '../../src-main/analysis/perturbations/index.ts';
import type { PassBegun, PerturbationResult } from '../../src-main/engine/index.ts';
import { tokenEdit, tokenize, type BaseEdit } from '../../src-main/sequence/index.ts';
import { innerResult } from '../../src-main/analysis/events/index.ts';
import { Random } from '../support/random.ts';
import { neverStopped } from '../support/read-analysis.ts';
import { openScoring, scoreVcf, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
/** A third of a tile on either side of what counts, all of which a value sees. */
const [length, centre, margin] = [96, 32, 32];
const conv = { seed: 3, hidden: 5, channels: 2, width: 33 };
const plain = plainConv(conv);

const random = new Random(11);
const chromosome = basesWithGap(random, 2_000, [900, 1_150]);
const small = basesWithGap(random, 50, [0, 0]);
const contigs: Record<string, string> = { chr: chromosome, small };
const fasta = join(shared, 'g.fa');
writeFileSync(
  fasta,
  Object.entries(contigs)
    .map(([name, text]) => `>${name}\n${text}\n`)
    .join(''),
);

const model = join(shared, 'conv');
const tracks = ['a', 'b'].map((id) => ({ id, label: id, unit: 'x', color: '#000000' }));
writeConvFolder(
  model,
  { 'model.onnx': convGraph(conv, { length }) },
  {
    input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
    tiling: { length, centre },
    outputs: [
      {
        kind: 'tracks',
        name: 'out',
        layout: '[1,tracks,bins]',
        bin: 1,
        activation: 'none',
        tracks,
      },
    ],
  },
);

let scoring: OpenScoring;
let tiles: number[] = [];
beforeAll(async () => {
  scoring = await openScoring({ fasta, model, shared, cache: join(shared, 'cache') });
});
afterAll(() => scoring.close());

function follow(begun: PassBegun): void {
  tiles.push(begun.chunks);
}

async function predicted(region: Region, flank?: number) {
  tiles = [];
  const spec = { region, flank, provider: 'cpu', threads: 1 } as const;
  const { cache: _, ...context } = scoring.context;
  const prediction = await innerResult(predict(context, spec, neverStopped), (event) => {
    if (event.kind === 'note' && event.note.kind === 'compute') follow(event.note.begun);
  });
  expect(prediction.tracks).toHaveLength(2);
  return prediction;
}

/** Contig ends, beside and across a gap, one base, a tile, many tiles. */
const regions: [string, number, number][] = [
  ['chr', 0, 1],
  ['chr', 0, 96],
  ['chr', 17, 18],
  ['chr', 400, 496],
  ['chr', 500, 755],
  ['chr', 880, 905],
  ['chr', 860, 1_190],
  ['chr', 1_905, 2_000],
  ['chr', 1_999, 2_000],
  ['small', 0, 50],
  ['small', 20, 23],
];

it('every base of a region is what the network says of it, computed plainly, with no flank named', async () => {
  for (const [contig, start, end] of regions) {
    const text = contigs[contig]!;
    const { tracks: found } = await predicted({ contig, start, end });
    for (const [t, { values, start: first }] of found.entries()) {
      expect(first).toBe(start);
      expect(values).toHaveLength(end - start);
      for (const [i, value] of values.entries()) {
        // A tile that begins in a gap or ends there may tell of a few N; of known bases all are told.
        if (Number.isNaN(value)) expect(text[start + i]).toBe('N');
        else expect(value).toBeCloseTo(plain(text, start + i)[t]!, 4);
      }
    }
  }
});

it('the fewest tiles are read: none for what is thrown away, none in a gap', async () => {
  const count = async (start: number, end: number) => {
    await predicted({ contig: 'chr', start, end });
    return tiles;
  };
  expect(await count(400, 432)).toEqual([1]);
  expect(await count(400, 433)).toEqual([2]);
  expect(await count(400, 496)).toEqual([3]);
  // 40 bp before the gap and 40 after it: two tiles each, and nothing of the 250 bp between.
  expect(await count(860, 1_190)).toEqual([4]);
  expect(await count(950, 1_100)).toEqual([0]);
});

it('of several places only these get values, and two that one tile sees cost one', async () => {
  const [first, second, third] = [
    [400, 404],
    [420, 424],
    [700, 733],
  ] as const;
  const only = [first, second, third].map(([start, end]) => ({ contig: 'chr', start, end }));
  const { cache: _, ...context } = scoring.context;
  tiles = [];
  const region = { contig: 'chr', start: 400, end: 733 };
  const spec = { region, only, provider: 'cpu', threads: 1 } as const;
  const { tracks } = await innerResult(predict(context, spec, neverStopped), (event) => {
    if (event.kind === 'note' && event.note.kind === 'compute') follow(event.note.begun);
  });
  // One for the first two, two for the 33 bp of the third.
  expect(tiles).toEqual([3]);
  for (const { start, end } of only) {
    for (let base = start; base < end; base++) {
      expect(tracks[0]!.values[base - 400]).toBeCloseTo(plain(chromosome, base)[0]!, 4);
    }
  }
  expect(tracks[0]!.values[550 - 400]).toBeNaN();
});

it('a flank shorter than the margin is refused, and a longer one gives the same', async () => {
  const region = { contig: 'chr', start: 400, end: 450 };
  await expect(predicted(region, margin - 1)).rejects.toMatchObject({ code: 'usage' });
  const [usual, longer] = [await predicted(region), await predicted(region, 500)];
  expect(longer.tracks).toEqual(usual.tracks);
  expect(longer.run.interval).toEqual(usual.run.interval);
});

const edits: BaseEdit[] = [
  { start: 431, end: 432, bases: chromosome[431] === 'A' ? 'C' : 'A' },
  { start: 416, end: 416, bases: 'ACGGTCAGTTACG' },
  { start: 447, end: 447, bases: 'GATTACA'.repeat(9) },
  { start: 410, end: 419, bases: '' },
  { start: 3, end: 4, bases: chromosome[3] === 'A' ? 'G' : 'A' },
  { start: 0, end: 7, bases: '' },
  { start: 1_990, end: 1_990, bases: 'TTTTCC' },
  { start: 895, end: 900, bases: 'A' },
];

/** Mean over what stands on a base of the reference, computed plainly. */
function plainChanged(edit: BaseEdit, position: number, track: number): number {
  const text = chromosome.slice(0, edit.start) + edit.bases + chromosome.slice(edit.end);
  const removed = edit.end - edit.start;
  const places: number[] = [];
  if (position < edit.start) places.push(position);
  if (position >= edit.end) places.push(position + edit.bases.length - removed);
  for (let k = 0; k < edit.bases.length; k++) {
    const on = removed === 0 ? Math.max(0, edit.start - 1) : Math.min(edit.start + k, edit.end - 1);
    if (on === position) places.push(edit.start + k);
  }
  const sum = places.reduce((total, place) => total + plain(text, place)[track]!, 0);
  return sum / places.length;
}

it('a change is what the network says of the changed sequence, in every tile that sees it', async () => {
  const sequence = { start: 0, tokens: tokenize(chromosome) };
  const tasks = edits.map((edit) => ({ edits: [tokenEdit(edit, 0)], tracks: true }));
  const settings = { provider: 'cpu', threads: 1, tolerance: 0 } as const;
  const found: [PerturbationResult, ReferencePart][] = [];
  const { cache: _, ...context } = scoring.context;
  const take = (result: PerturbationResult, part: ReferencePart) => {
    found[result.task] = [result, part];
  };
  await perturbInterval(sequence, tasks, settings, context, take);
  for (const [task, [{ bins }, { bins: reference }]] of found.entries()) {
    const edit = edits[task]!;
    const { first, values } = bins![0]!;
    for (const [t, own] of values.entries()) {
      for (const [i, value] of own.entries()) {
        const expected = plainChanged(edit, first + i, t);
        if (Number.isNaN(expected)) expect(value, `edit ${task}`).toBeNaN();
        else if (Number.isNaN(value)) expect(chromosome[first + i]).toBe('N');
        else expect(value, `edit ${task}, base ${first + i}`).toBeCloseTo(expected, 4);
      }
    }
    const before = reference![0]!;
    for (const [i, value] of before.values[0]!.entries()) {
      const text = chromosome[before.first + i];
      if (Number.isNaN(value)) expect(text).toBe('N');
      else expect(value).toBeCloseTo(plain(chromosome, before.first + i)[0]!, 4);
    }
    // All that may change is told: a base further than the network sees is as it was.
    const told = (x: number) =>
      chromosome[x] === 'N' || (x >= first && x < first + values[0]!.length);
    for (let x = Math.max(0, edit.start - margin); x < edit.end + margin && x < 2_000; x++) {
      expect(told(x), `edit ${task}, base ${x}`).toBe(true);
    }
  }
});

it('a lone variant costs the tiles round it, and the same values come with any other file', async () => {
  const vcf = (name: string, sites: number[]) => {
    const path = join(shared, name);
    const lines = sites.map((site) => {
      const ref = chromosome[site]!;
      return ['chr', site + 1, '.', ref, ref === 'A' ? 'C' : 'A', '.', '.', '.'].join('\t');
    });
    const head = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
    writeFileSync(path, `${head}${lines.join('\n')}\n`);
    return path;
  };
  const { cache: _, ...context } = scoring.context;
  const counted: number[] = [];
  const emit: typeof context.emit = (event) => {
    if (event.kind === 'note' && event.note.kind === 'compute')
      counted.push(event.note.begun.chunks);
  };
  const open = { ...scoring, context: { ...context, emit } };
  const score = async (name: string, sites: number[]) => {
    const log = { onEvent: emit } as OpenScoring['log'];
    const records = await scoreVcf({ ...open, log }, vcf(name, sites));
    return records.flatMap(({ rows }) => rows.map(({ id, scores }) => ({ id, scores })));
  };
  const alone = await score('one.vcf', [500]);
  expect(counted).toEqual([3]);
  const [{ scores }] = alone as [(typeof alone)[number]];
  const text =
    chromosome.slice(0, 500) + (chromosome[500] === 'A' ? 'C' : 'A') + chromosome.slice(501);
  expect(scores!.local[1]!.effect).toBeCloseTo(
    plain(text, 500)[1]! - plain(chromosome, 500)[1]!,
    4,
  );
  // What was read for it: three centres and a margin on either side, of the contig's own grid.
  expect(scores!.interval).toEqual({ contig: 'chr', start: 448 - margin, end: 544 + margin });
  const many = await score('many.vcf', [10, 490, 500, 777, 1_999]);
  expect(many[2]).toEqual(alone[0]);
});
